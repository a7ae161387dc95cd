pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// How tall the tallest of several texts is at a width: rows are made from what they hold, never cut.
Item {
    id: meter

    property var texts: []
    property int size: Sizes.choice
    property real line: Sizes.choiceLine
    property int weight: Font.Bold
    readonly property real tallest: childrenRect.height

    visible: false

    Repeater {
        model: meter.texts

        Phrase {
            required property string modelData

            width: meter.width
            words: modelData
            size: meter.size
            line: meter.line
            font.weight: meter.weight
        }
    }
}
