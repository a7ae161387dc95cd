import QtQuick
import Relais.Theme

// A place of help: its name, what it helps with, where, its number, when; an ear beside it. Nothing to touch but that.
Item {
    id: place

    property string name: ""
    property var lines: []
    property int size: Sizes.body
    property string voiced: ""
    property real ear: 0
    property var blocks: []

    Plate {
        anchors.left: parent.left
        width: parent.width - place.ear - Sizes.px(12)
        height: parent.height
        outline: Theme.lineSoft

        Stack {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: Sizes.px(Sizes.low ? 20 : 28)
            anchors.rightMargin: Sizes.px(20)
            anchors.verticalCenter: parent.verticalCenter
            height: implicitHeight

            Phrase {
                width: parent.width
                words: place.name
                voiced: place.voiced
                size: place.size
                line: 1.25
                font.weight: Font.Bold
            }
            Phrase {
                width: parent.width
                words: place.lines.join("\n")
                voiced: place.voiced + ":more"
                size: place.size
                line: 1.25
            }
        }
    }
    Ear {
        anchors.right: parent.right
        who: "ear:" + place.voiced
        blocks: place.blocks
        width: place.ear
        height: parent.height
    }
}
