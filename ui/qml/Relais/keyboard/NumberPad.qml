pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// A pad of 3 x 4 for numbers, dates and times; with a decimal comma where the question takes one, and a minus where the
// number may be below zero.
Item {
    id: pad

    property bool comma: false
    property bool minus: false
    // The place beside 0 holds one of them, or both.
    readonly property real sign: comma && minus ? (cell - gap) / 2 : cell
    property real room: 0
    readonly property real gap: Sizes.px(12)
    readonly property real cell: (width - 2 * gap) / 3
    readonly property real tall: Math.min(Sizes.px(Sizes.columns ? 108 : 124), (room - 3 * gap) / 4)

    signal wrote(string character)
    signal erased

    height: 4 * tall + 3 * gap
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    Repeater {
        model: "123456789".split("")

        Key {
            required property string modelData
            required property int index

            x: index % 3 * (pad.cell + pad.gap)
            y: Math.floor(index / 3) * (pad.tall + pad.gap)
            width: pad.cell
            height: pad.tall
            character: modelData
            onActivated: pad.wrote(modelData)
        }
    }
    Key {
        y: 3 * (pad.tall + pad.gap)
        width: pad.sign
        height: pad.tall
        visible: pad.minus
        character: "-"
        label: Tr.s["key.minus"]
        onActivated: pad.wrote("-")
    }
    Key {
        x: pad.cell - width
        y: 3 * (pad.tall + pad.gap)
        width: pad.sign
        height: pad.tall
        visible: pad.comma
        character: "."
        shown: Tr.s["number.comma"]
        label: Tr.s["key.comma"]
        onActivated: pad.wrote(".")
    }
    Key {
        x: pad.cell + pad.gap
        y: 3 * (pad.tall + pad.gap)
        width: pad.cell
        height: pad.tall
        character: "0"
        onActivated: pad.wrote("0")
    }
    WordKey {
        x: 2 * (pad.cell + pad.gap)
        y: 3 * (pad.tall + pad.gap)
        width: pad.cell
        height: pad.tall
        character: "erase"
        label: Tr.s["key.erase"]
        icon: "backspace"
        onActivated: pad.erased()
    }
}
