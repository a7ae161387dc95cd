pragma Singleton
import QtQuick

// Which touches count, where the last one was, and whether the person walks through the screen with a keypad.
QtObject {
    property var guard: null
    property int guardMs: 400
    property bool keypad: false
    // A run of keys faster than fingers: a paper was scanned here by mistake, its last key means nothing.
    property bool hasty: false
    property point last: Qt.point(-1, -1)

    function admit(name: string, x: real, y: real): bool {
        if (!guard.admit(name))
            return false;
        last = Qt.point(x, y);
        return true;
    }
}
