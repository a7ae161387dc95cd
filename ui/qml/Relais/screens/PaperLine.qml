import QtQuick
import Relais.Theme
import Relais.controls

// One paper to bring, behind its point; the first one has the title of the list above it, so that no page ends with it.
Item {
    id: line

    property string title: ""
    property string words: ""
    property string voiced: ""
    readonly property real indent: Sizes.body * 0.75

    implicitHeight: (head.visible ? head.height + Sizes.px(Sizes.low ? 6 : 12) : 0) + text.height

    Item {
        id: head

        width: parent.width
        height: Math.max(sign.height, name.height)
        visible: line.title !== ""

        Pictogram {
            id: sign

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            name: "files"
            size: Sizes.body * 1.3
            ink: Theme.act
            tone: Theme.actSoft
        }
        Phrase {
            id: name

            anchors.left: sign.right
            anchors.leftMargin: Sizes.px(14)
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            words: line.title
            voiced: "done.bring"
            font.weight: Font.Bold
        }
    }
    Rectangle {
        anchors.left: parent.left
        anchors.leftMargin: line.indent * 0.2
        y: text.y + Sizes.body * 0.62 - height / 2
        width: Sizes.body * 0.28
        height: width
        radius: width / 2
        color: Theme.ink
    }
    Phrase {
        id: text

        anchors.left: parent.left
        anchors.leftMargin: line.indent
        anchors.right: parent.right
        y: parent.height - height
        words: line.words
        voiced: line.voiced
        line: 1.25
    }
}
