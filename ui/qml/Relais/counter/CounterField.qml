pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// A name, a refusal right above the line, and a line written with the real keyboard. `shape` turns what was typed
// into what is shown (pairs, spaces); the caret stays after the character it followed.
FocusScope {
    id: field

    property string label: ""
    // What the label of a question needs besides.
    property string note: ""
    property string voiced: ""
    property string written: ""
    property string refusal: ""
    property string sample: ""
    property string icon: ""
    property string keyName: ""
    // How wide the line is: a date needs less than a name.
    property real breadth: width
    property bool secret: false
    property bool wrong: refusal !== ""
    property int most: 32767
    property var shape: null
    // Enter and Escape in the line are the line's own: the page that has them too does not get them.
    property bool own: false
    // What stands in the line is what `written` says: the model may refuse a character.
    property bool modelled: false
    property alias target: line.objectName
    property alias place: line.cursorPosition
    readonly property alias text: line.text
    readonly property alias frame: plate

    signal edited(string text)
    signal accepted
    signal abandoned

    // Everything but what `shape` adds.
    function bare(text: string): string {
        return text.replace(/[\s\u00a0]/g, "");
    }

    function clear() {
        line.text = "";
    }

    // What is typed next takes the place of what stands there.
    function selectAll() {
        line.selectAll();
    }

    function show(text: string) {
        const shown = shape ? shape(text) : text;
        if (line.text === shown)
            return;
        let place = shape ? bare(line.text.slice(0, line.cursorPosition)).length : line.cursorPosition;
        line.text = shown;
        let at = Math.min(place, shown.length);
        if (shape)
            for (at = 0; place > 0 && at < shown.length; at++)
                place -= bare(shown[at]).length;
        line.cursorPosition = at;
    }

    implicitHeight: plate.y + plate.height
    height: implicitHeight
    onWrittenChanged: show(written)
    Component.onCompleted: {
        show(written);
        line.cursorPosition = line.text.length;
    }

    CounterText {
        id: caption

        width: parent.width
        visible: field.label !== ""
        words: field.label
        voiced: field.voiced
        framed: false
        font.weight: Font.DemiBold
        // The agent's own words, in a line that may run the other way; a question is the client's.
        LayoutMirroring.enabled: field.voiced !== "" && field.LayoutMirroring.enabled
        Accessible.ignored: true
    }
    CounterText {
        id: beside

        y: caption.height + Sizes.px(2)
        width: parent.width
        visible: field.note !== ""
        role: "min"
        words: field.note
        color: Theme.inkSoft
        Accessible.ignored: true
    }
    CounterMessage {
        id: refused

        objectName: "refusal"
        y: (beside.visible ? beside.y + beside.height : caption.visible ? caption.height : 0) + (caption.visible ? Sizes.px(beside.visible ? 8 : 12) : 0)
        width: parent.width
        visible: field.refusal !== ""
        happened: field.refusal
    }
    Plate {
        id: plate

        y: refused.y + (refused.visible ? refused.height + Sizes.px(14) : 0)
        width: field.breadth
        height: Sizes.px(46)
        startTop: Sizes.px(10)
        endTop: Sizes.px(10)
        outline: field.wrong ? Theme.err : line.activeFocus ? Theme.act : Theme.line
        stroke: Sizes.px(field.wrong || line.activeFocus ? 4 : 2)
    }
    FocusRing {
        target: plate
        shown: line.activeFocus && Touch.keypad
    }
    Pictogram {
        id: sign

        anchors.left: plate.left
        anchors.leftMargin: Sizes.px(14)
        anchors.verticalCenter: plate.verticalCenter
        visible: field.icon !== ""
        name: field.icon
        cut: "bold"
        size: Sizes.px(24)
        tone: "transparent"
    }
    CounterText {
        anchors.left: line.left
        anchors.right: line.right
        anchors.verticalCenter: plate.verticalCenter
        visible: line.text === "" && line.preeditText === ""
        words: field.sample
        color: Theme.inkSoft
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
    TextInput {
        id: line

        objectName: "field:answer"
        focus: true
        activeFocusOnTab: true
        anchors.left: plate.left
        anchors.leftMargin: Sizes.px(field.icon !== "" ? 50 : 16)
        anchors.right: plate.right
        anchors.rightMargin: Sizes.px(14) + (cap.visible ? cap.width + Sizes.px(10) : 0)
        anchors.verticalCenter: plate.verticalCenter
        height: plate.height
        verticalAlignment: TextInput.AlignVCenter
        clip: true
        maximumLength: field.most
        echoMode: field.secret ? TextInput.Password : TextInput.Normal
        inputMethodHints: field.secret ? Qt.ImhSensitiveData | Qt.ImhNoPredictiveText : Qt.ImhNoPredictiveText
        color: Theme.ink
        selectionColor: Theme.act
        selectedTextColor: Theme.actText
        selectByMouse: true
        font.family: Theme.family
        font.weight: Font.Bold
        font.pixelSize: Sizes.tokens ? Sizes.px(Sizes.tokens.type.counter.section) : Sizes.px(20)
        Accessible.name: field.label !== "" ? field.label : field.sample
        Accessible.description: field.refusal
        onTextEdited: {
            field.edited(field.shape ? field.bare(text) : text);
            if (field.modelled)
                field.show(field.written);
        }
        onAccepted: field.accepted()
        Keys.onShortcutOverride: event => {
            if (field.own && [Qt.Key_Return, Qt.Key_Enter, Qt.Key_Escape].includes(event.key))
                event.accepted = true;
        }
        Keys.onEscapePressed: event => {
            event.accepted = field.own;
            if (field.own && !event.isAutoRepeat)
                field.abandoned();
        }
        cursorDelegate: Rectangle {
            visible: line.activeFocus
            width: Sizes.px(3)
            color: Theme.act
        }
    }
    KeyCap {
        id: cap

        anchors.right: plate.right
        anchors.rightMargin: Sizes.px(12)
        anchors.verticalCenter: plate.verticalCenter
        words: field.keyName
    }
}
