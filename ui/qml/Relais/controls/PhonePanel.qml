import QtQuick
import Relais.Theme

// The number to call, in pairs of digits, and when.
Plate {
    id: panel

    property string before: ""
    property string number: ""
    property string cost: ""
    property var hours: []
    property color ink: Theme.act

    height: words.height + Sizes.px(Sizes.low ? 28 : 56)
    startTop: Sizes.px(28)
    endTop: startTop
    color: Theme.actSoft
    stroke: Theme.outlined ? Sizes.stroke : 0

    Pictogram {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: Sizes.px(Sizes.low ? 28 : 40)
        anchors.verticalCenter: parent.verticalCenter
        name: "phone-call"
        size: Sizes.px(Sizes.low ? 72 : 112)
        ink: panel.ink
        tone: Theme.surface
        boost: 3
    }
    Stack {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Sizes.px(Sizes.low ? 24 : 36)
        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(20)
        anchors.verticalCenter: parent.verticalCenter

        Phrase {
            width: parent.width
            words: panel.before
            line: 1.25
        }
        Phrase {
            objectName: "phone"
            width: parent.width
            words: panel.number.replace(/ /g, "\u00a0")
            size: Math.max(Sizes.body, Math.min(Sizes.px(Sizes.low ? 52 : 72), width / 7.4))
            line: 1.2
            font.weight: Font.ExtraBold
            font.wordSpacing: -size * 0.02
            Accessible.name: panel.number
        }
        Phrase {
            width: parent.width
            words: [...panel.hours, panel.cost].filter(line => line !== "").join("\n")
            line: 1.25
        }
    }
}
