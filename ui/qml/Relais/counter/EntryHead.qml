import QtQuick
import Relais.Theme

// The head of a page of a request: which one, how far, and who makes it.
Item {
    id: head

    property string service: ""
    property int current: 1
    property int count: 1
    property string mode: ""

    signal picked(string mode)

    implicitHeight: title.height + Sizes.px(10) + Math.max(steps.height, modes.height)
    height: implicitHeight

    CounterText {
        id: title

        width: parent.width
        role: "title"
        words: head.service
    }
    StepsLine {
        id: steps

        y: title.height + Sizes.px(10)
        width: parent.width - modes.width - Sizes.px(24)
        current: head.current
        count: head.count
    }
    ModePicker {
        id: modes

        anchors.right: parent.right
        anchors.bottom: parent.bottom
        mode: head.mode
        onPicked: mode => head.picked(mode)
    }
}
