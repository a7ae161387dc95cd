import QtQuick
import Relais.Theme

// The foot of a page of a request: back, keep it for later, and the way on. In the order of the keyboard.
Item {
    id: foot

    property string label: ""
    property string icon: "arrow-right"
    property string target: "continue"
    property bool waiting: false
    readonly property real needed: backward.width + later.width + forward.width + 2 * Sizes.px(12)

    signal back
    signal suspend
    signal main

    // The keyboard comes to the way on.
    function enter() {
        forward.forceActiveFocus(Qt.TabFocusReason);
    }

    implicitHeight: Sizes.px(52)
    height: implicitHeight

    CounterButton {
        id: backward

        objectName: "back"
        height: parent.height
        kind: "back"
        icon: "arrow-left"
        label: Tr.s["question.back"]
        keyName: Tr.s["entry.key.escape"]
        onActivated: foot.back()
    }
    CounterButton {
        id: later

        objectName: "suspend"
        x: backward.width + Sizes.px(12)
        height: parent.height
        icon: "pause"
        label: Tr.s["entry.suspend"]
        keyName: "F8"
        onActivated: foot.suspend()
    }
    CounterButton {
        id: forward

        objectName: foot.target
        x: parent.width - width
        kind: "main"
        icon: foot.icon
        label: foot.label
        keyName: Tr.s["entry.key.enter"]
        waiting: foot.waiting
        onActivated: foot.main()
    }
}
