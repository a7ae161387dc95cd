pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// What an agent begins with the next client: a request that waits, a service. A digit leads to a service, Enter opens
// it; a paper scanned here is looked for.
FocusScope {
    id: screen

    required property var course
    readonly property var draft: course.draft_model.page
    readonly property var trouble: course.trouble_model.page
    readonly property var offered: course.home_model.page.services ?? []
    readonly property bool waits: (draft.service ?? "") !== ""
    readonly property real margin: Sizes.px(24)
    readonly property real formWidth: Math.min(Sizes.px(900), width - 2 * margin)
    // The same keys of a French keyboard without Shift.
    readonly property string digits: "123456789"
    readonly property string bare: "&é\"'(-è_ç"
    // Longer than it takes to read the next digits off a paper.
    readonly property int pauseMs: 5000
    property string typed: ""
    property double last: 0

    signal scanned(string text)

    function take(text: string) {
        const now = Date.now();
        typed = now - last > pauseMs ? text : typed + text;
        last = now;
        const place = Math.max(digits.indexOf(text), bare.indexOf(text));
        if (text.length === 1 && place >= 0 && place < services.count)
            services.itemAt(place).forceActiveFocus(Qt.TabFocusReason);
    }

    // Enter after so many digits, or after a scanner: a paper. Otherwise the row that has the focus.
    function isPaper(): bool {
        return (Touch.hasty || typed.replace(/\D/g, "").length >= 6) && Date.now() - last < pauseMs;
    }

    function begin(service: string) {
        if (isPaper())
            scanned(typed);
        else
            course.begin(service, "together");
    }

    onWaitsChanged: if (!waits && services.count > 0)
        services.itemAt(0).forceActiveFocus(Qt.TabFocusReason)
    Component.onCompleted: {
        if (waits)
            resume.forceActiveFocus(Qt.TabFocusReason);
        else if (services.count > 0)
            services.itemAt(0).forceActiveFocus(Qt.TabFocusReason);
        else
            forceActiveFocus();
    }

    Keys.onPressed: event => {
        if ([Qt.Key_Return, Qt.Key_Enter].includes(event.key) && isPaper()) {
            event.accepted = true;
            scanned(typed);
        } else if (event.text !== "" && !event.isAutoRepeat && !(event.modifiers & (Qt.AltModifier | Qt.ControlModifier))) {
            take(event.text);
        }
    }

    CounterText {
        id: title

        x: screen.margin
        y: Sizes.px(20)
        width: screen.formWidth
        role: "title"
        words: Tr.s["home.title"]
    }
    Stack {
        id: above

        x: screen.margin
        y: title.y + title.height + Sizes.px(16)
        width: screen.formWidth
        height: implicitHeight
        spacing: Sizes.px(14)

        CounterMessage {
            objectName: "trouble"
            width: parent.width
            visible: screen.trouble.happened !== ""
            mood: screen.trouble.code !== "" ? "err" : "warn"
            happened: screen.trouble.happened
            advice: screen.trouble.advice
        }
        CounterMessage {
            readonly property var told: screen.course.home_model.page.stick ?? ({})

            objectName: "stick"
            width: parent.width
            visible: happened !== ""
            mood: told.mood ?? "info"
            happened: told.happened ?? ""
            advice: told.advice ?? ""
        }
        CounterMessage {
            objectName: "draft-lost"
            width: parent.width
            visible: (screen.draft.lost ?? "") !== ""
            mood: "warn"
            happened: screen.draft.lost ?? ""
        }
        CounterMessage {
            width: parent.width
            visible: screen.waits
            mood: "info"
            icon: "clock"
            happened: screen.waits ? Tr.f("home.draft", { service: screen.draft.service }) : ""
            advice: screen.waits ? Tr.f("home.draft.when", { saved: screen.draft.saved, language: screen.draft.language }) : ""
        }
        Item {
            width: parent.width
            height: visible ? Sizes.px(52) : 0
            visible: screen.waits

            CounterButton {
                id: resume

                objectName: "resume"
                kind: "main"
                icon: "arrow-right"
                label: Tr.s["home.resume"]
                onActivated: if (!screen.isPaper())
                    screen.course.resume()
            }
            CounterButton {
                objectName: "drop-draft"
                x: resume.width + Sizes.px(14)
                height: resume.height
                icon: "eraser"
                label: Tr.s["home.drop"]
                onActivated: if (!screen.isPaper())
                    screen.course.drop_draft()
            }
        }
    }
    CounterScroll {
        id: list

        x: screen.margin - rim
        y: above.y + above.height + (above.height > 0 ? Sizes.px(18) : 0) - rim
        // The bar that shows how far it goes stands beside the ring of what it holds.
        width: screen.formWidth + 2 * rim + Sizes.px(8)
        height: parent.height - y
        contentHeight: rows.height + 2 * rim + Sizes.px(8)

        Column {
            id: rows

            x: list.rim
            y: list.rim
            width: screen.formWidth
            spacing: Sizes.px(12)

            Repeater {
                id: services

                model: screen.offered

                ServiceRow {
                    required property var modelData
                    required property int index

                    objectName: "service:" + modelData.id
                    width: rows.width
                    label: modelData.title
                    icon: modelData.icon
                    cap: modelData.cap
                    keyName: index < 9 ? String(index + 1) : ""
                    drawn: list.reveals(rows.y + y, height)
                    onActivated: screen.begin(modelData.id)
                }
            }
        }
    }
}
