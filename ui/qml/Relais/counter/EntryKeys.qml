pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// The keys of the pages of a request, wherever the focus is; a line being written keeps its own characters.
Item {
    id: keys

    property int answers: 0
    // The same keys of a French keyboard without Shift.
    readonly property list<string> bare: ["&", "É", "\"", "'", "(", "-", "È", "_", "Ç"]

    signal digit(int place)
    signal main
    signal back
    signal say
    signal suspend
    signal answered
    signal mode(string name)

    Repeater {
        model: Math.min(9, keys.answers)

        Item {
            id: key

            required property int index

            Shortcut {
                sequences: [String(key.index + 1), keys.bare[key.index]]
                autoRepeat: false
                enabled: keys.enabled
                onActivated: keys.digit(key.index)
            }
        }
    }
    Repeater {
        model: ["alone", "together", "entered"]

        Item {
            id: way

            required property string modelData
            required property int index

            Shortcut {
                sequences: ["Alt+" + (way.index + 1), "Alt+" + keys.bare[way.index]]
                autoRepeat: false
                enabled: keys.enabled
                onActivated: keys.mode(way.modelData)
            }
        }
    }
    Shortcut {
        sequences: ["Return", "Enter"]
        autoRepeat: false
        enabled: keys.enabled
        onActivated: if (!Touch.hasty)
            keys.main()
    }
    Shortcut {
        sequence: "Escape"
        autoRepeat: false
        enabled: keys.enabled
        onActivated: keys.back()
    }
    Shortcut {
        sequence: "F6"
        autoRepeat: false
        enabled: keys.enabled
        onActivated: keys.say()
    }
    Shortcut {
        sequence: "F8"
        autoRepeat: false
        enabled: keys.enabled
        onActivated: keys.suspend()
    }
    Shortcut {
        sequence: "F9"
        autoRepeat: false
        enabled: keys.enabled
        onActivated: keys.answered()
    }
}
