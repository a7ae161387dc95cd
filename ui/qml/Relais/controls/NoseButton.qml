import QtQuick
import Relais.Theme

// A button that leads somewhere: its round side shows where. `heading` is "forward", "back" or "" (no nose).
Touchable {
    id: button

    property string heading: ""
    property bool main: true
    // Continuer before an answer: dashed, still touchable, says what is missing.
    property bool waiting: false
    property string icon: ""
    property string iconCut: "bold"
    property bool iconFirst: heading !== "forward"
    property int size: Sizes.low ? Sizes.label : Sizes.section
    readonly property real iconSize: Math.max(Sizes.px(40), Math.min(size * 1.42, Sizes.px(Sizes.low ? 44 : 64)))
    readonly property real rim: Sizes.px(Sizes.low ? 14 : 20)
    readonly property real between: Sizes.px(Sizes.low ? 14 : 20)
    // Like the base bar, it grows up to what its place allows, and is never smaller than the bar.
    readonly property int fitted: gauge.fit(label, size, Sizes.px(28), 1.15,
                                            width - 2 * rim - iconSize - between, height - Sizes.px(12))
    readonly property real nose: Math.min(Sizes.px(60), height / 2)
    readonly property color words: waiting ? Theme.inkSoft : main ? Theme.actText : Theme.act

    implicitHeight: Sizes.primary

    Plate {
        id: plate

        anchors.fill: parent
        visible: !button.waiting
        startTop: button.heading === "back" ? button.nose : Sizes.card
        endTop: button.heading === "forward" ? button.nose : Sizes.card
        color: button.main ? (button.pressed ? Theme.actPress : Theme.act)
                           : (button.pressed ? Theme.actSoft : Theme.surface)
        outline: Theme.act
        // A border in the colour of its fill would leave a seam where the two are blended.
        stroke: button.main ? 0 : button.pressed ? Sizes.strokeSelected : Sizes.stroke

        Behavior on color {
            ColorAnimation {
                duration: Theme.lasting(80)
            }
        }
    }
    DashedPlate {
        anchors.fill: parent
        visible: button.waiting
        startRadius: plate.startTop
        endRadius: plate.endTop
        outline: Theme.line
    }
    FocusRing {
        target: plate
        shown: button.focused
    }

    Face {
        anchors.fill: parent
        icon: button.icon
        cut: button.iconCut
        iconSize: button.iconSize
        rim: button.rim
        space: button.between
        iconFirst: button.iconFirst
        mirrored: button.heading !== ""
        words: button.label
        size: button.fitted
        ink: button.words
        weight: gauge.weight
    }
    Gauge {
        id: gauge

        weight: button.main ? Font.ExtraBold : Font.Bold
    }
}
