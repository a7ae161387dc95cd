pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// What the agent decides about a case and says to the client.
Item {
    id: form

    required property var model
    readonly property var page: model.page
    readonly property var statuses: page.statuses ?? []
    // The digits of a French keyboard without Shift.
    readonly property list<string> bare: ["&", "É", "\"", "'", "("]
    property string picked: ""
    property string missing: ""
    readonly property bool writing: message.activeFocus && message.text.trim() !== ""
    // Whether what is shown next answers what was just asked here.
    property bool asked: false

    signal decided(string word, string message)
    signal noted(string message)

    function enter() {
        if (choices.count > 0)
            choices.itemAt(0).forceActiveFocus(Qt.TabFocusReason);
    }

    function pick(place: int) {
        picked = statuses[place].word;
        missing = "";
    }

    function decide() {
        if (picked === "") {
            missing = Tr.s["counter.case.status_needed"];
            enter();
            return;
        }
        asked = true;
        decided(picked, message.text);
    }

    function note() {
        if (message.text.trim() === "") {
            message.refusal = Tr.s["counter.case.message_needed"];
            message.forceActiveFocus(Qt.TabFocusReason);
            return;
        }
        asked = true;
        noted(message.text);
    }

    Connections {
        target: form.model

        function onChanged() {
            if (!form.asked)
                return;
            form.asked = false;
            if (form.page.mood === "ok") {
                form.picked = "";
                form.missing = "";
                message.clear();
            }
        }
    }
    Repeater {
        model: form.statuses.length

        Item {
            id: key

            required property int index

            Shortcut {
                sequences: ["Alt+" + (key.index + 1), "Alt+" + form.bare[key.index]]
                autoRepeat: false
                enabled: form.enabled
                onActivated: form.pick(key.index)
            }
        }
    }
    CounterScroll {
        id: scroll

        x: -rim
        y: -rim
        width: parent.width + 2 * rim
        height: parent.height + rim
        contentHeight: lines.height + 2 * rim

        Stack {
            id: lines

            x: scroll.rim
            y: scroll.rim
            width: form.width
            height: implicitHeight
            spacing: Sizes.px(12)

            CounterText {
                width: parent.width
                role: "section"
                words: Tr.s["case.decide"]
            }
            CounterMessage {
                objectName: "refusal"
                width: parent.width
                visible: form.missing !== ""
                happened: form.missing
            }
            Column {
                id: column

                width: parent.width
                spacing: Sizes.px(12)

                Repeater {
                    id: choices

                    // By number: what is shown anew keeps the focus where it is.
                    model: form.statuses.length

                    AnswerChip {
                        required property int index
                        readonly property var status: form.statuses[index] ?? ({})

                        objectName: "status:" + (status.word ?? "")
                        width: column.width
                        label: status.label ?? ""
                        gloss: status.chosen ? Tr.s["case.now"] : ""
                        chosen: form.picked !== "" && form.picked === status.word
                        keyName: "Alt " + (index + 1)
                        drawn: scroll.reveals(column.y + y, height)
                        onActivated: form.pick(index)
                    }
                }
            }
            CounterArea {
                id: message

                width: parent.width
                label: Tr.s["case.message"]
                most: 1000
                onTextChanged: refusal = ""
                onAccepted: form.decide()
            }
            // Room for the ring of the field above.
            Item {
                width: parent.width
                height: note.height + Sizes.px(4)

                CounterButton {
                    id: note

                    objectName: "add-note"
                    y: Sizes.px(4)
                    icon: "chat-circle-text"
                    label: Tr.s["case.note"]
                    waiting: message.text.trim() === ""
                    onActivated: form.note()
                }
            }
        }
    }
}
