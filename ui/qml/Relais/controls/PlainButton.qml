import QtQuick
import Relais.Theme

// A button without a direction: outline, pictogram over or beside its word.
Touchable {
    id: button

    property string icon: ""
    property string iconCut: "bold"
    property bool stacked: false
    property int size: Sizes.low ? Sizes.label : Sizes.section
    property real iconSize: Sizes.px(40)
    property color ink: Theme.ink
    property color outline: Theme.line
    // A label may come down to the size of the bar rather than break a word or leave its button.
    readonly property int fitting: gauge.fit(label, size, Sizes.px(28), 1.2, width - (stacked || icon === "" ? Sizes.px(stacked ? 16 : 24) : iconSize + Sizes.px(60)),
                                             height - (stacked && icon !== "" ? iconSize + Sizes.px(2) : 0) - Sizes.px(8))

    implicitHeight: Sizes.primary

    Plate {
        id: plate

        anchors.fill: parent
        color: button.pressed ? Theme.actSoft : Theme.surface
        outline: button.pressed ? Theme.act : button.outline
        stroke: button.pressed ? Sizes.strokeSelected : Sizes.stroke
    }
    FocusRing {
        target: plate
        shown: button.focused
    }

    Face {
        anchors.fill: parent
        stacked: button.stacked
        icon: button.icon
        cut: button.iconCut
        iconSize: button.iconSize
        words: button.label
        size: button.fitting
        line: 1.2
        ink: button.ink
    }
    Gauge {
        id: gauge
    }
}
