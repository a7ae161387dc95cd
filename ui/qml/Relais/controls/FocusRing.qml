pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Two colours, so that one of them stands out on any ground; right against its target, never removed.
Item {
    id: ring

    required property Plate target
    property bool shown: false

    anchors.fill: target
    visible: shown

    Repeater {
        model: [
            { reach: 3, stroke: 3, outer: true },
            { reach: 7, stroke: 4, outer: false },
            { reach: 10, stroke: 3, outer: true }
        ]

        Plate {
            id: band

            required property var modelData
            readonly property real reach: Sizes.px(modelData.reach)

            anchors.fill: parent
            anchors.margins: -reach
            color: "transparent"
            stroke: Sizes.px(modelData.stroke)
            outline: modelData.outer ? Theme.focusIn : Theme.focusOut
            startTop: ring.target.startTop + reach
            endTop: ring.target.endTop + reach
            startBottom: ring.target.startBottom + reach
            endBottom: ring.target.endBottom + reach
        }
    }
}
