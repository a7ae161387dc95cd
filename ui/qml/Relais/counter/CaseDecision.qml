pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// What the agent decides about a case and says to the client, and the papers that can be printed of it.
Item {
    id: form

    required property var model
    readonly property var page: model.page
    readonly property var statuses: page.statuses ?? []
    readonly property list<string> bare: ["&", "É", "\"", "'", "("]
    property string picked: ""
    // Whether what is shown next answers what was just asked here.
    property bool asked: false

    signal decided(string word, string message)
    signal noted(string message)
    signal duplicated
    signal summarised
    signal away

    function enter() {
        if (choices.count > 0)
            choices.itemAt(0).forceActiveFocus(Qt.TabFocusReason);
    }

    function decide() {
        asked = true;
        decided(picked, message.text);
    }

    function note() {
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
                onActivated: form.picked = form.statuses[key.index].word
            }
        }
    }
    CounterScroll {
        id: scroll

        x: -rim
        y: -rim
        width: parent.width + 2 * rim
        height: foot.y - Sizes.px(10) + rim
        contentHeight: words.height + 2 * rim

        Stack {
            id: words

            x: scroll.rim
            y: scroll.rim
            width: form.width
            height: implicitHeight
            spacing: Sizes.px(12)

            CounterMessage {
                objectName: "notice"
                width: parent.width
                visible: (form.page.notice ?? "") !== ""
                mood: form.page.mood ?? "ok"
                happened: form.page.notice ?? ""
            }
            CounterText {
                width: parent.width
                role: "section"
                words: Tr.s["case.decide"]
            }
            Column {
                id: column

                width: parent.width
                spacing: Sizes.px(10)

                Repeater {
                    id: choices

                    model: form.statuses

                    AnswerChip {
                        required property var modelData
                        required property int index

                        objectName: "status:" + modelData.word
                        width: column.width
                        label: modelData.label
                        gloss: modelData.chosen ? Tr.s["case.now"] : ""
                        chosen: form.picked === modelData.word
                        keyName: "Alt " + (index + 1)
                        onActivated: form.picked = modelData.word
                    }
                }
            }
            CounterArea {
                id: message

                width: parent.width
                label: Tr.s["case.message"]
                most: 1000
                onAccepted: if (form.picked !== "")
                    form.decide();
                else
                    form.note()
            }
            CounterButton {
                objectName: "add-note"
                icon: "chat-circle-text"
                label: Tr.s["case.note"]
                waiting: message.text.trim() === ""
                onActivated: form.note()
            }
            CounterText {
                width: parent.width
                role: "section"
                visible: form.page.paper === true || form.page.summary === true
                words: Tr.s["case.papers"]
            }
            Flow {
                width: parent.width
                height: childrenRect.height
                spacing: Sizes.px(12)

                CounterButton {
                    objectName: "duplicate"
                    visible: form.page.paper === true
                    icon: "printer"
                    label: Tr.s["case.duplicate"]
                    onActivated: form.duplicated()
                }
                CounterButton {
                    objectName: "summary"
                    visible: form.page.summary === true
                    icon: "printer"
                    label: Tr.s["case.summary"]
                    onActivated: form.summarised()
                }
            }
        }
    }
    Item {
        id: foot

        y: parent.height - height
        width: parent.width
        height: Sizes.px(52)

        CounterButton {
            objectName: "back"
            height: parent.height
            kind: "back"
            icon: "arrow-left"
            label: Tr.s["question.back"]
            keyName: Tr.s["entry.key.escape"]
            onActivated: form.away()
        }
        CounterButton {
            objectName: "change-status"
            x: parent.width - width
            kind: "main"
            icon: "check"
            label: Tr.s["entry.record"]
            keyName: Tr.s["entry.key.enter"]
            waiting: form.picked === ""
            onActivated: form.decide()
        }
    }
}
