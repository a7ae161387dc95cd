import QtQuick
import Relais.Theme
import Relais.controls

// A key that says in words what it does, as large as its place allows; its pictogram beside or over the words.
Key {
    id: key

    readonly property real iconRoom: icon !== "" ? Sizes.px(58) : 0
    readonly property real tallest: height - Sizes.px(8)
    readonly property int flat: gauge.fit(label, Sizes.body, Sizes.px(24), 1.15, width - Sizes.px(12) - iconRoom, tallest)
    readonly property int piled: icon === "" ? 0 : gauge.fit(label, Sizes.body, Sizes.px(24), 1.15, width - Sizes.px(12), tallest - Sizes.px(44))

    aside: true
    shown: label
    stacked: piled > flat
    size: Math.max(flat, piled)

    Gauge {
        id: gauge
    }
}
