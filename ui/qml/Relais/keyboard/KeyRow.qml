pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// A row of ten equal places; `tail` gives what stands after its letters.
Row {
    id: row

    property string characters: ""
    property real place: 0

    signal wrote(string character)

    spacing: Sizes.px(12)

    Repeater {
        model: row.characters.split("")

        Key {
            required property string modelData

            width: row.place
            height: row.height
            character: modelData
            onActivated: row.wrote(modelData)
        }
    }
}
