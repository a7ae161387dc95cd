import QtQuick
import Relais.Theme

// The foot of a case: back, the papers that can be printed of it, and the decision. In the order of the keyboard.
Item {
    id: foot

    property var page: ({})
    property bool decides: true
    property bool waiting: false
    readonly property real gap: Sizes.px(12)

    signal back
    signal duplicate
    signal summary
    signal main

    function enter() {
        backward.forceActiveFocus(Qt.TabFocusReason);
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
        id: double

        objectName: "duplicate"
        x: backward.width + foot.gap
        height: parent.height
        visible: foot.page.paper === true
        icon: "printer"
        label: Tr.s["case.duplicate"]
        onActivated: foot.duplicate()
    }
    CounterButton {
        objectName: "summary"
        x: double.x + (double.visible ? double.width + foot.gap : 0)
        height: parent.height
        visible: foot.page.summary === true
        icon: "printer"
        label: Tr.s["case.summary"]
        onActivated: foot.summary()
    }
    CounterButton {
        objectName: "change-status"
        x: parent.width - width
        visible: foot.decides
        kind: "main"
        icon: "check"
        label: Tr.s["case.record"]
        keyName: Tr.s["entry.key.enter"]
        waiting: foot.waiting
        onActivated: foot.main()
    }
}
