import QtQuick
import Relais.Theme

// What a finger, a mouse or a key may act on: on release inside it, once (a tremor's second touch does not count).
Item {
    id: touchable

    property string label: ""
    // Keyboard keys say false: "Anne" and "99" need two touches.
    property bool guarded: true
    property bool held: false
    readonly property bool pressed: tap.pressed || held
    readonly property bool focused: activeFocus && Touch.keypad

    signal activated

    function activate() {
        const centre = mapToItem(null, width / 2, height / 2);
        if (!guarded || Touch.admit(objectName, centre.x, centre.y))
            activated();
    }

    function step(forward: bool) {
        nextItemInFocusChain(forward).forceActiveFocus(Qt.TabFocusReason);
    }

    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: label
    Accessible.focusable: true
    Accessible.onPressAction: activate()

    Keys.onDownPressed: step(true)
    Keys.onUpPressed: step(false)
    Keys.onPressed: event => {
        if (![Qt.Key_Return, Qt.Key_Enter, Qt.Key_Space].includes(event.key))
            return;
        event.accepted = true;
        if (!event.isAutoRepeat)
            held = true;
    }
    Keys.onReleased: event => {
        if (![Qt.Key_Return, Qt.Key_Enter, Qt.Key_Space].includes(event.key) || event.isAutoRepeat)
            return;
        event.accepted = true;
        if (held) {
            held = false;
            activate();
        }
    }
    onActiveFocusChanged: held = false

    TapHandler {
        id: tap

        gesturePolicy: TapHandler.ReleaseWithinBounds
        // A slow finger may rest as long as it likes.
        longPressThreshold: 0
        onTapped: touchable.activate()
    }
}
