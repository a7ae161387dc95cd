import QtQuick
import Relais.controls

// What stands at the counter is worked by keys first: Enter on it acts on it, before the page takes it for its own.
// `giving` leaves Enter to the page: answers, chosen with Space, and the main button, which is what Enter does anyway.
Touchable {
    id: touchable

    property bool giving: false

    Keys.onShortcutOverride: event => {
        if (!touchable.giving && [Qt.Key_Return, Qt.Key_Enter].includes(event.key))
            event.accepted = true;
    }
}
