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
    readonly property real comfortable: natural.advanceWidth + Sizes.px(stacked ? 52 : 112)

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
        size: button.size
        line: 1.2
        ink: button.ink
    }
    TextMetrics {
        id: natural

        text: button.label
        font.family: Theme.family
        font.pixelSize: button.size
        font.weight: Font.Bold
    }
}
