pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// How to reach a person: the agency's number and hours. It does not call by itself, and does not say it does.
ArchWindow {
    id: dialog

    required property var course
    readonly property var home: course.home_model.page
    readonly property string number: home.phone ?? ""
    // When it is closed, and when an agent is there.
    readonly property var openings: home.openings ?? []
    readonly property var details: [...(home.hours ?? []), home.phoneCost ?? ""].filter(line => line !== "")

    objectName: "window:help"
    title: Tr.s["help.title"]
    blocks: [
        { id: "help.call", words: Tr.s["help.call"], live: false, kind: "text" },
        { id: "help.number", words: number, live: false, kind: "phone" },
        { id: "help.details", words: details.join("\n"), live: false, kind: "text" },
        ...openings.map((words, place) => ({ id: "help.opening:" + place, words: words, live: false, kind: "text" }))
    ]
    closing: "help-close"
    closed: Tr.s["help.close"]
    onTouched: course.stay()
    onDismissed: course.stay()

    emblem: Plate {
        visible: !dialog.level
        width: visible ? Sizes.px(Sizes.wide ? 160 : 200) : 0
        height: width
        startTop: width * 0.4
        endTop: startTop
        endBottom: startTop
        startBottom: Sizes.px(16)
        color: Theme.human
        outline: Theme.human

        Pictogram {
            anchors.centerIn: parent
            name: "headset"
            size: parent.width * 0.7
            ink: Theme.humanText
            tone: "transparent"
        }
    }

    PhonePanel {
        width: parent.width
        color: Theme.humanSoft
        ink: Theme.human
        name: "help"
        before: Tr.s["help.call"]
        number: dialog.number
        details: dialog.tight ? [] : dialog.details
    }
    // Large letters in a low window: the hours have a page to themselves.
    Phrase {
        width: parent.width
        visible: dialog.tight
        words: dialog.details.join("\n")
        voiced: "help.details"
        line: 1.25
    }
    Repeater {
        model: dialog.openings
        onItemAdded: dialog.settle()

        Phrase {
            required property string modelData
            required property int index

            width: parent?.width ?? 0
            words: modelData
            voiced: "help.opening:" + index
            line: 1.25
        }
    }
    PlainButton {
        objectName: "places"
        width: parent?.width ?? 0
        visible: (dialog.home.places ?? []).length > 0
        icon: "users"
        label: Tr.s["places.title"]
        onActivated: dialog.course.offer("places")
    }
}
