import QtQuick
import Relais.Theme
import Relais.controls

// What is at hand: its subject under an arch, its code in groups of three digits, its name.
Item {
    id: head

    property string service: ""
    property string icon: ""
    property string cap: ""
    property string codeText: ""
    property string caption: codeText !== "" ? Tr.s["client.code"] : Tr.s["client.now"]
    readonly property real aside: arch.width + Sizes.px(14)

    implicitHeight: codeText !== "" ? Math.max(arch.height, digits.y + digits.height) + Sizes.px(8) + name.height
                                    : Math.max(arch.height, name.y + name.height)

    Arch {
        id: arch

        width: Sizes.px(64)
        height: Sizes.px(72)
        stroke: Sizes.px(2)
        color: Theme.cap(head.cap)
        icon: head.icon
    }
    CounterText {
        id: what

        x: head.aside
        width: parent.width - x
        role: "min"
        words: head.caption
        color: Theme.inkSoft
    }
    CounterText {
        id: digits

        x: head.aside
        y: what.height
        width: Math.min(parent.width - x, size * 4.6)
        visible: head.codeText !== ""
        role: "title"
        // As it is: its spaces are where it turns to the second line.
        text: head.codeText
        line: 1.15
        Accessible.role: Accessible.StaticText
        Accessible.name: head.codeText
    }
    CounterText {
        id: name

        x: head.codeText !== "" ? 0 : head.aside
        y: head.codeText !== "" ? Math.max(arch.height, digits.y + digits.height) + Sizes.px(8) : what.height
        width: parent.width - x
        role: "label"
        words: head.service
    }
}
