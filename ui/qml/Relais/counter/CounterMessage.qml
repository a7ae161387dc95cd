import QtQuick
import Relais.Theme
import Relais.controls

// What happened (bold) and what to do, on its own ground. `mood` is "err", "warn", "ok" or "info".
Rectangle {
    id: message

    property string mood: "err"
    property string icon: mood === "err" ? "warning-octagon" : mood === "warn" ? "warning" : mood === "ok" ? "check-circle" : "info"
    property string happened: ""
    property string advice: ""
    readonly property color strong: mood === "err" ? Theme.err : mood === "warn" ? Theme.warn : mood === "ok" ? Theme.ok : Theme.act
    readonly property color soft: mood === "err" ? Theme.errSoft : mood === "warn" ? Theme.warnSoft : mood === "ok" ? Theme.okSoft : Theme.actSoft

    implicitHeight: Math.max(sign.height, words.implicitHeight) + Sizes.px(20)
    height: implicitHeight
    radius: Sizes.px(12)
    color: soft
    border.width: Sizes.px(2)
    border.color: strong
    Accessible.role: Accessible.AlertMessage
    Accessible.name: (message.happened + " " + message.advice).trim()

    Pictogram {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: Sizes.px(14)
        anchors.verticalCenter: parent.verticalCenter
        name: message.icon
        size: Sizes.px(28)
        ink: message.strong
        tone: "transparent"
    }
    Stack {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Sizes.px(12)
        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(14)
        anchors.verticalCenter: parent.verticalCenter
        height: implicitHeight

        CounterText {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 30)
            words: message.happened
            color: message.strong
            font.weight: Font.Bold
            Accessible.ignored: true
        }
        CounterText {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 30)
            visible: message.advice !== ""
            words: message.advice
            Accessible.ignored: true
        }
    }
}
