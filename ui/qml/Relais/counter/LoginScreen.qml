pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// Who works here now: one touch for the agent, then the PIN.
FocusScope {
    id: screen

    required property var course
    readonly property var page: course.login_model.page
    readonly property var agents: page.agents
    readonly property bool staffed: agents.length > 0
    property int chosen: agents.length === 1 ? agents[0].number : 0
    readonly property real inner: Math.min(Sizes.px(560), width - Sizes.px(96))

    property string missing: ""

    function enter() {
        if (page.checking)
            return;
        missing = chosen === 0 ? Tr.s["login.choose"] : pin.text === "" ? Tr.s["login.type"] : "";
        if (missing === "")
            course.log_in(chosen, pin.text);
        else if (chosen === 0 && people.count > 0)
            people.itemAt(0).forceActiveFocus(Qt.TabFocusReason);
        else
            pin.forceActiveFocus(Qt.TabFocusReason);
    }

    Component.onCompleted: if (agents.length === 1)
        pin.forceActiveFocus(Qt.TabFocusReason)
    else if (people.count > 0)
        people.itemAt(0).forceActiveFocus(Qt.TabFocusReason)

    Connections {
        target: screen.course.login_model

        function onChanged() {
            // A PIN that was refused is never left standing in the field.
            if (screen.page.refusal !== "") {
                pin.clear();
                pin.forceActiveFocus(Qt.TabFocusReason);
            }
        }
    }
    Shortcut {
        sequences: ["Return", "Enter"]
        autoRepeat: false
        enabled: screen.enabled
        onActivated: screen.enter()
    }
    Stack {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Sizes.px(56)
        width: screen.inner
        height: implicitHeight
        spacing: Sizes.px(18)

        CounterText {
            width: parent.width
            role: "title"
            words: Tr.s["login.title"]
        }
        Column {
            width: parent.width
            spacing: Sizes.px(12)
            visible: people.count > 0

            Repeater {
                id: people

                // By number: an agent who is looked at anew keeps the focus.
                model: screen.agents.length

                AnswerChip {
                    required property int index
                    readonly property var agent: screen.agents[index] ?? ({})

                    objectName: "agent:" + agent.number
                    width: screen.inner
                    giving: false
                    label: agent.name ?? ""
                    gloss: agent.locked ? Tr.s["login.locked"] : ""
                    chosen: screen.chosen === agent.number
                    onActivated: {
                        screen.chosen = agent.number;
                        screen.missing = "";
                        pin.forceActiveFocus(Qt.TabFocusReason);
                    }
                }
            }
        }
        CounterMessage {
            objectName: "trouble"
            width: parent.width
            visible: !screen.staffed && happened !== ""
            happened: screen.page.refusal
        }
        CounterField {
            id: pin

            width: screen.inner
            visible: screen.staffed
            breadth: Sizes.px(280)
            target: "field:pin"
            label: Tr.s["login.pin"]
            secret: true
            most: 12
            refusal: screen.missing !== "" ? screen.missing : screen.page.refusal
            onEdited: screen.missing = ""
        }
        CounterButton {
            objectName: "log-in"
            visible: screen.staffed
            kind: "main"
            icon: "arrow-right"
            label: Tr.s[screen.page.checking ? "login.checking" : "login.enter"]
            keyName: Tr.s["entry.key.enter"]
            waiting: screen.chosen === 0 || pin.text === ""
            onActivated: screen.enter()
        }
        CounterText {
            width: parent.width
            visible: screen.staffed
            role: "min"
            words: Tr.s["login.lost"]
            color: Theme.inkSoft
        }
    }
}
