pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The head of the counter: the agency, the search of a paper, the line, the colours, the agent. It grows downwards to
// say why a search showed nothing: the page moves down, so that nothing of it is covered.
Rectangle {
    id: header

    required property var course
    property bool working: false
    readonly property var page: course.header_model.page
    readonly property var themes: ["clair", "sombre", "contraste", "doux"]
    readonly property real gap: Sizes.px(14)
    readonly property real tall: Sizes.px(64)

    // The search is over, or given up: the keys belong to the page again.
    signal abandoned

    // F2: the paper's code, from any page.
    function enter() {
        search.forceActiveFocus(Qt.ShortcutFocusReason);
        search.selectAll();
    }

    // A paper that was scanned or typed beside the field: what is wrong with it is mended in the field.
    function look(text: string) {
        search.show(text);
        enter();
        course.search(text);
    }

    function clear() {
        search.clear();
        course.forget_refusal();
    }

    height: tall + (refused.visible ? refused.height + Sizes.px(18) : 0)
    color: Theme.sunken
    z: 1

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Sizes.px(2)
        color: Theme.line
    }
    Item {
        id: bar

        width: parent.width
        height: header.tall

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
            own: true
            target: "field:search"
            icon: "magnifying-glass"
            // Where the key stands, so that nothing moves while the central is asked.
            keyName: header.page.searching ? Tr.s["header.searching"] : "F2"
            sample: Tr.s["header.search"]
            wrong: header.page.refusal !== ""
            most: 200
            onAccepted: {
                if (text !== "")
                    header.course.search(text);
            }
            onEdited: header.course.forget_refusal()
            onAbandoned: {
                header.clear();
                header.abandoned();
            }
        }
        CounterNetwork {
            anchors.right: looks.left
            anchors.rightMargin: header.gap
            anchors.verticalCenter: parent.verticalCenter
            room: looks.x - 2 * header.gap - (header.working ? search.x + search.width : names.x + names.width)
            told: header.page.network
            calm: header.page.calm
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
    CounterMessage {
        id: refused

        objectName: "search-refusal"
        x: search.x
        // Below the ring of the field that it is about.
        y: header.tall + Sizes.px(4)
        width: Math.min(parent.width - x - Sizes.px(20), Sizes.px(720))
        visible: header.working && header.page.refusal !== ""
        happened: header.page.refusal
    }
}
