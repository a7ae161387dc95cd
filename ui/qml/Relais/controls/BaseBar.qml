import QtQuick
import Relais.Theme

// The foot of every screen, above every veil: a person first, then the tools. Declared in the order of the keypad.
Rectangle {
    id: bar

    property string restartLabel: ""
    property string restartIcon: "arrow-counter-clockwise"
    property bool helpful: true
    property bool restartable: true
    readonly property real rim: Sizes.px(Sizes.low ? 17 : 22)
    readonly property real band: Sizes.px(Sizes.low ? 92 : Sizes.columns ? 104 : 112)

    signal help
    signal restart

    color: Theme.sunken
    height: Sizes.barHeight

    Rectangle {
        width: parent.width
        height: Sizes.stroke
        color: Theme.line
    }

    HelpButton {
        id: person

        objectName: "help"
        visible: bar.helpful
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? bar.rim : Sizes.px(26)
        width: Sizes.low ? Math.min(Sizes.px(460), Sizes.endWidth) : Sizes.endWidth
        height: bar.band
        label: Tr.s["bar.help"]
        onActivated: bar.help()
    }
    PlainButton {
        objectName: "restart"
        visible: bar.restartable
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: Sizes.columns ? bar.rim : person.y + person.height + Sizes.px(16)
        width: Sizes.columns ? Math.max(comfortable, Sizes.px(212)) : parent.width - 2 * Sizes.page
        height: Sizes.columns ? bar.band : Sizes.px(116)
        stacked: true
        size: Sizes.chrome
        icon: bar.restartIcon
        label: bar.restartLabel
        onActivated: bar.restart()
    }
}
