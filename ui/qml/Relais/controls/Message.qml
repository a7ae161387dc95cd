import QtQuick
import Relais.Theme

// What happened (bold), what to do. `mood` is "err", "warn", "info" or "human".
Item {
    id: message

    property string mood: "err"
    property string icon: mood === "err" ? "warning-octagon" : "info"
    property string iconCut: "duotone"
    property string happened: ""
    property string advice: ""
    property int weight: Font.Bold
    readonly property color strong: mood === "err" ? Theme.err : mood === "warn" ? Theme.warn : Theme.act
    readonly property color soft: mood === "err" ? Theme.errSoft : mood === "warn" ? Theme.warnSoft : Theme.actSoft
    readonly property bool framed: mood !== "info"

    implicitHeight: Math.max(sign.height, words.height) + Sizes.px(Sizes.low ? 24 : 40)
    Accessible.role: framed ? Accessible.AlertMessage : Accessible.StaticText
    Accessible.name: message.happened + " " + message.advice

    Plate {
        anchors.fill: parent
        color: message.strong
        stroke: 0
    }
    Plate {
        anchors.fill: parent
        anchors.leftMargin: Sizes.px(14)
        startTop: Sizes.px(8)
        color: message.soft
        stroke: 0
    }
    Plate {
        anchors.fill: parent
        visible: message.framed || Theme.outlined
        color: "transparent"
        outline: message.strong
    }
    Pictogram {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: Sizes.px(Sizes.low ? 30 : 42)
        anchors.verticalCenter: parent.verticalCenter
        name: message.icon
        cut: message.iconCut
        size: Sizes.px(Sizes.low ? 48 : 60)
        ink: message.strong
        tone: Theme.surface
    }
    Stack {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Sizes.px(Sizes.low ? 16 : 22)
        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(20)
        anchors.verticalCenter: parent.verticalCenter

        Phrase {
            width: parent.width
            words: message.happened
            line: 1.28
            color: message.framed ? message.strong : Theme.ink
            font.weight: message.weight
            Accessible.ignored: true
        }
        Phrase {
            width: parent.width
            visible: message.advice !== ""
            words: message.advice
            line: 1.28
            Accessible.ignored: true
        }
    }
}
