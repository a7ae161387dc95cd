import QtQuick
import Relais.Theme

// The number to call, in pairs of digits, and when. `name` says which one, for what is read aloud.
Plate {
    id: panel

    property string name: "phone"
    property string before: ""
    property string number: ""
    property var details: []
    property color ink: Theme.act
    property bool heard: false
    readonly property var blocks: [
        { id: name + ".call", words: before, live: false, kind: "text" },
        { id: name + ".number", words: number, live: false, kind: "phone" },
        ...(details.length > 0 ? [{ id: name + ".details", words: details.join("\n"), live: false, kind: "text" }] : [])
    ]

    height: Math.max(words.height, heard ? ear.height : 0) + Sizes.px(Sizes.low ? 28 : 56)
    startTop: Sizes.px(28)
    endTop: startTop
    color: Theme.actSoft
    stroke: Theme.outlined ? Sizes.stroke : 0

    Pictogram {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: visible ? Sizes.px(Sizes.low ? 20 : 40) : 0
        anchors.verticalCenter: parent.verticalCenter
        visible: !Sizes.scant
        name: "phone-call"
        size: visible ? Sizes.px(Sizes.low ? 60 : 112) : 0
        ink: panel.ink
        tone: Theme.surface
        boost: 3
    }
    Stack {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Sizes.px(Sizes.low ? 16 : 36)
        anchors.right: panel.heard ? ear.left : parent.right
        anchors.rightMargin: Sizes.px(Sizes.low ? 12 : 20)
        anchors.verticalCenter: parent.verticalCenter

        Phrase {
            width: parent.width
            words: panel.before
            voiced: panel.name + ".call"
            line: 1.25
        }
        Phrase {
            objectName: "phone"
            width: parent.width
            words: panel.number.replace(/ /g, "\u00a0")
            voiced: panel.name + ".number"
            size: Math.max(Sizes.body, Math.min(Sizes.px(Sizes.low ? 52 : 72), width / 7.4))
            line: 1.2
            font.weight: Font.ExtraBold
            font.wordSpacing: -size * 0.02
            Accessible.name: panel.number
        }
        Phrase {
            width: parent.width
            visible: panel.details.length > 0
            words: panel.details.join("\n")
            voiced: panel.name + ".details"
            line: 1.25
        }
    }
    Ear {
        id: ear

        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(Sizes.low ? 14 : 20)
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(Sizes.low ? 64 : 88)
        visible: panel.heard
        who: "ear:" + panel.name
        blocks: panel.blocks
    }
}
