import QtQuick
import Relais.Theme

// Retour a third, the way on two thirds. Declared in the order of the keypad.
Item {
    id: nav

    property string label: ""
    property string icon: "arrow-right"
    property string target: "continue"
    property bool waiting: false
    // Where the page itself holds what to do, the way on is not the main thing.
    property bool main: true

    signal back
    signal forward

    height: Sizes.primary

    NoseButton {
        id: backward

        objectName: "back"
        anchors.left: parent.left
        width: Math.round(parent.width * (Sizes.low ? 0.405 : 0.33))
        height: parent.height
        heading: "back"
        main: false
        icon: "arrow-left"
        label: Tr.s["question.back"]
        onActivated: nav.back()
    }
    NoseButton {
        objectName: nav.target
        anchors.left: backward.right
        anchors.leftMargin: Sizes.px(Sizes.low ? 12 : 16)
        anchors.right: parent.right
        height: parent.height
        heading: "forward"
        waiting: nav.waiting
        main: nav.main
        icon: nav.icon
        label: nav.label
        onActivated: nav.forward()
    }
}
