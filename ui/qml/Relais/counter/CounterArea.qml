pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// A few lines written with the real keyboard: Enter hands them over, Shift and Enter begins a new line.
FocusScope {
    id: area

    property string label: ""
    property string refusal: ""
    property int most: 500
    property alias name: lines.objectName
    property alias text: lines.text

    signal accepted

    function clear() {
        lines.clear();
    }

    implicitHeight: plate.y + plate.height
    height: implicitHeight

    CounterText {
        id: caption

        width: parent.width
        visible: area.label !== ""
        words: area.label
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }
    CounterMessage {
        id: refused

        objectName: "refusal"
        y: caption.visible ? caption.height + Sizes.px(12) : 0
        width: parent.width
        visible: area.refusal !== ""
        happened: area.refusal
    }
    Plate {
        id: plate

        y: refused.y + (refused.visible ? refused.height + Sizes.px(14) : 0)
        width: parent.width
        height: Math.max(Sizes.px(92), lines.contentHeight + Sizes.px(24))
        startTop: Sizes.px(10)
        endTop: startTop
        outline: area.refusal !== "" ? Theme.err : lines.activeFocus ? Theme.act : Theme.line
        stroke: Sizes.px(area.refusal !== "" || lines.activeFocus ? 4 : 2)
    }
    FocusRing {
        target: plate
        shown: lines.activeFocus && Touch.keypad
    }
    TextEdit {
        id: lines

        // What is past this is taken back at once: a TextEdit has no length of its own.
        property string kept: ""

        objectName: "field:message"
        focus: true
        activeFocusOnTab: true
        x: Sizes.px(16)
        y: plate.y + Sizes.px(12)
        width: plate.width - 2 * x
        height: plate.height - Sizes.px(24)
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
        color: Theme.ink
        selectionColor: Theme.act
        selectedTextColor: Theme.actText
        selectByMouse: true
        font.family: Theme.family
        font.weight: Font.DemiBold
        font.pixelSize: Sizes.tokens ? Sizes.px(Sizes.tokens.type.counter.body) : Sizes.px(17)
        Accessible.name: area.label
        Accessible.description: area.refusal
        Keys.priority: Keys.BeforeItem
        Keys.onPressed: event => {
            const entering = event.key === Qt.Key_Return || event.key === Qt.Key_Enter;
            if (entering && !(event.modifiers & Qt.ShiftModifier)) {
                event.accepted = true;
                if (!event.isAutoRepeat)
                    area.accepted();
            } else if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab) {
                // Tab leads on: a message needs no tabs, and nobody is held in a field.
                event.accepted = true;
                nextItemInFocusChain(event.key === Qt.Key_Tab).forceActiveFocus(Qt.TabFocusReason);
            }
        }
        onTextChanged: {
            if (text.length > area.most) {
                text = kept;
                cursorPosition = text.length;
            }
            kept = text;
        }
        cursorDelegate: Rectangle {
            visible: lines.activeFocus
            width: Sizes.px(3)
            color: Theme.act
        }
    }
}
