import QtQuick
import Relais.Theme

// One answer read back: question in small, answer in large, Changer.
Item {
    id: row

    property string question: ""
    property string answer: ""
    property string icon: ""
    property string name: ""
    readonly property real changeWidth: Sizes.px(154)
    readonly property real aside: Sizes.px(Sizes.low ? 110 : 156) + changeWidth + Sizes.px(12)

    signal change

    Plate {
        anchors.left: parent.left
        anchors.right: changer.left
        anchors.rightMargin: Sizes.px(12)
        height: parent.height
        outline: Theme.lineSoft

        Pictogram {
            id: sign

            anchors.left: parent.left
            anchors.leftMargin: Sizes.px(Sizes.low ? 18 : 28)
            anchors.verticalCenter: parent.verticalCenter
            name: row.icon
            size: Sizes.px(Sizes.low ? 56 : 76)
            ink: Theme.act
            tone: Theme.actSoft
            boost: 0
        }
        Stack {
            anchors.left: sign.right
            anchors.leftMargin: Sizes.px(Sizes.low ? 16 : 26)
            anchors.right: parent.right
            anchors.rightMargin: Sizes.px(16)
            anchors.verticalCenter: parent.verticalCenter

            Phrase {
                width: parent.width
                words: row.question
                line: 1.2
                color: Theme.inkSoft
            }
            Phrase {
                width: parent.width
                words: row.answer
                size: Sizes.choice
                line: 1.2
                font.weight: Font.Bold
            }
        }
    }
    PlainButton {
        id: changer

        objectName: "change:" + row.name
        anchors.right: parent.right
        width: row.changeWidth
        height: parent.height
        stacked: true
        size: Sizes.body
        icon: "pencil-simple"
        iconSize: Sizes.px(height < Sizes.px(110) ? 32 : 40)
        label: Tr.s["review.change"]
        ink: Theme.act
        outline: Theme.act
        Accessible.name: Tr.f("review.change.of", { question: row.question })
        onActivated: row.change()
    }
}
