pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The head of the counter: the agency, the search of a paper, the line, the colours, the agent.
Rectangle {
    id: header

    required property var course
    property bool working: false
    readonly property var page: course.header_model.page
    readonly property var themes: ["clair", "sombre", "contraste", "doux"]
    readonly property real gap: Sizes.px(14)

    // F2: the paper's code, from any page.
    function enter() {
        search.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    function look(text: string) {
        search.clear();
        course.search(text);
    }

    height: Sizes.px(64)
    color: Theme.sunken
    z: 1

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Sizes.px(2)
        color: Theme.line
    }
    Milestone {
        id: mark

        x: Sizes.px(20)
        anchors.verticalCenter: parent.verticalCenter
        height: Sizes.px(42)
        width: height * 0.76
    }
    Stack {
        id: names

        anchors.left: mark.right
        anchors.leftMargin: Sizes.px(10)
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(226)
        height: implicitHeight

        CounterText {
            width: parent.width
            role: "label"
            words: Tr.s["header.counter"]
            font.weight: Font.ExtraBold
        }
        CounterText {
            width: parent.width
            role: "min"
            words: header.page.agency
        }
    }
    CounterField {
        id: search

        anchors.left: names.right
        anchors.leftMargin: header.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Sizes.px(330)
        visible: header.working
        name: "field:search"
        icon: "magnifying-glass"
        keyName: "F2"
        sample: Tr.s["header.search"]
        wrong: header.page.refusal !== ""
        most: 200
        onAccepted: {
            if (text !== "")
                header.course.search(text);
        }
        onEdited: header.course.forget_refusal()
    }
    CounterMessage {
        objectName: "search-refusal"
        // Right under the field that it is about; what lies below is not needed until it is mended.
        x: search.x
        y: header.height + Sizes.px(6)
        width: Sizes.px(520)
        visible: header.working && header.page.refusal !== ""
        happened: header.page.refusal
    }
    CounterText {
        anchors.left: search.right
        anchors.leftMargin: Sizes.px(10)
        anchors.verticalCenter: parent.verticalCenter
        visible: header.page.searching
        role: "min"
        words: Tr.s["header.searching"]
    }
    Pictogram {
        id: sign

        anchors.right: line.left
        anchors.rightMargin: Sizes.px(8)
        anchors.verticalCenter: parent.verticalCenter
        visible: !header.page.calm
        name: "cloud-slash"
        cut: "bold"
        size: Sizes.px(26)
        ink: Theme.warn
        tone: "transparent"
    }
    CounterText {
        id: line

        objectName: "network"
        anchors.right: looks.left
        anchors.rightMargin: header.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, Sizes.px(header.working ? 190 : 420))
        role: "min"
        words: header.page.network
        color: header.page.calm ? Theme.ink : Theme.warn
        font.weight: header.page.calm ? Font.Medium : Font.Bold
        horizontalAlignment: Text.AlignRight
    }
    CounterButton {
        id: looks

        objectName: "colours"
        anchors.right: header.working ? out.left : parent.right
        anchors.rightMargin: header.working ? header.gap : Sizes.px(20)
        anchors.verticalCenter: parent.verticalCenter
        icon: "circle-half"
        label: Tr.s["header.colours"]
        onActivated: {
            const at = header.themes.indexOf(header.course.comfort.page.theme);
            header.course.comfort.paint(header.themes[(at + 1) % header.themes.length]);
        }
    }
    CounterButton {
        id: out

        objectName: "log-out"
        anchors.right: parent.right
        anchors.rightMargin: Sizes.px(20)
        anchors.verticalCenter: parent.verticalCenter
        visible: header.working
        icon: "user"
        label: Tr.f("header.leave", { agent: header.page.agent })
        onActivated: header.course.log_out()
    }
}
