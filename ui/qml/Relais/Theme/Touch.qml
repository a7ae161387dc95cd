pragma Singleton
import QtQuick

// Which touches count, and whether the person walks through the screen with a keypad.
QtObject {
    property var guard: null
    property bool keypad: false

    function admit(name: string, x: real, y: real): bool {
        return guard.admit(name, x, y);
    }
}
