pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// Letters side by side. Placed by hand: a positioner would move them only with the next frame, and a quick finger
// would meet the wrong letter.
Item {
    id: row

    property string characters: ""
    property real place: 0
    readonly property real gap: Sizes.px(12)

    signal wrote(string character)

    width: characters.length * (place + gap) - gap

    Repeater {
        model: row.characters.split("")

        Key {
            required property string modelData
            required property int index

            x: index * (row.place + row.gap)
            width: row.place
            height: row.height
            character: modelData
            onActivated: row.wrote(modelData)
        }
    }
}
