import QtQuick
import Relais.Theme

// Takes an instance away: the first touch asks, in the same place, and the second does it. Whoever goes elsewhere has
// said no.
CounterButton {
    id: button

    property int index: -1
    property string what: ""
    property var removal: null
    readonly property bool asking: activeFocus && asked
    property bool asked: false

    objectName: "remove:" + index
    icon: "eraser"
    label: Tr.f(asking ? "entry.remove.sure" : "review.remove", { what: what })
    onActiveFocusChanged: asked = false
    onActivated: {
        if (asking) {
            removal.confirm();
        } else {
            forceActiveFocus(Qt.TabFocusReason);
            asked = true;
            removal.ask(index, what);
        }
    }
}
