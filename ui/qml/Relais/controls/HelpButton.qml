import QtQuick
import Relais.Theme

// The way to a person: plum bubble with one square corner, in the same place on every screen.
Touchable {
    id: bubble

    Plate {
        id: plate

        anchors.fill: parent
        color: bubble.pressed ? Theme.humanPress : Theme.human
        stroke: 0
        startTop: Sizes.px(44)
        endTop: Sizes.px(44)
        endBottom: Sizes.px(44)
        startBottom: Sizes.px(8)
    }
    Plate {
        // In the contrast theme everything is white on black: the double frame tells the bubble apart.
        anchors.fill: parent
        anchors.margins: Sizes.px(6)
        visible: Theme.outlined
        color: "transparent"
        outline: Theme.humanText
        startTop: Sizes.px(38)
        endTop: Sizes.px(38)
        endBottom: Sizes.px(38)
        startBottom: Sizes.px(4)
    }
    FocusRing {
        target: plate
        shown: bubble.focused
    }

    Face {
        anchors.fill: parent
        icon: "headset"
        cut: "duotone"
        boost: 7
        iconSize: Sizes.px(Sizes.low ? 50 : 60)
        words: bubble.label
        size: Math.max(Sizes.chrome, Sizes.px(Sizes.low ? 33 : 36))
        line: 1.12
        weight: Font.ExtraBold
        ink: Theme.humanText
    }
}
