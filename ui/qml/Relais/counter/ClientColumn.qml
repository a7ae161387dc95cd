pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme

// The person at the counter: the request or the paper at hand, the language to speak, the other papers shown.
Rectangle {
    id: column

    required property var course
    readonly property var entry: course.entry_model.page
    readonly property bool asking: course.screen === "question" || course.screen === "review"
    readonly property bool done: course.screen === "done"
    // What is at hand: the request being made, the one just made, or the paper that was found.
    readonly property var page: asking || done ? entry : course.screen === "case" ? course.case_model.page : ({})
    readonly property string codeText: (done ? course.done_model.page.code : asking ? "" : page.code) ?? ""
    readonly property var languages: Tr.neighbours(entry.languages ?? [])
    readonly property var papers: course.case_model.papers
    readonly property real margin: Sizes.px(20)
    readonly property real inner: width - 2 * margin - Sizes.px(2)

    implicitWidth: Sizes.px(318)
    width: implicitWidth
    color: Theme.ground

    Rectangle {
        anchors.right: parent.right
        width: Sizes.px(2)
        height: parent.height
        color: Theme.lineSoft
    }
    CaseHead {
        id: head

        x: column.margin
        y: Sizes.px(18)
        width: column.inner
        visible: (column.page.service ?? "") !== ""
        height: implicitHeight
        service: column.page.service ?? ""
        icon: column.page.icon ?? ""
        cap: column.page.cap ?? ""
        codeText: column.codeText
        caption: codeText !== "" ? Tr.s["client.code"] : column.course.screen === "case" ? Tr.s["client.paper"] : Tr.s["client.now"]
    }
    CounterText {
        id: spoken

        x: column.margin
        y: head.y + (head.visible ? head.height + Sizes.px(18) : 0)
        width: column.inner
        visible: tongues.visible
        role: "section"
        words: Tr.s["client.language"]
    }
    LanguagePicker {
        id: tongues

        x: column.margin
        y: spoken.y + (visible ? spoken.height + Sizes.px(8) : 0)
        width: column.inner
        visible: (column.asking || column.done) && column.languages.length > 1
        languages: column.languages
        language: column.entry.language ?? ""
        onPicked: code => column.course.speak(code)
    }
    CounterText {
        id: others

        x: column.margin
        y: tongues.y + (tongues.visible ? tongues.height + Sizes.px(20) : 0)
        width: column.inner
        visible: papers.visible
        role: "section"
        words: column.codeText !== "" ? Tr.s["client.papers.other"] : Tr.s["client.papers"]
    }
    CounterScroll {
        id: papers

        x: column.margin - rim
        y: others.y + others.height + Sizes.px(10) - rim
        width: column.inner + 2 * rim
        height: next.y - Sizes.px(4) - y
        visible: column.papers.length > 0
        contentHeight: list.height + 2 * rim

        Column {
            id: list

            x: papers.rim
            y: papers.rim
            width: column.inner
            spacing: Sizes.px(12)

            Repeater {
                model: column.papers

                PaperCard {
                    required property var modelData

                    objectName: "paper:" + modelData.index
                    width: list.width
                    service: modelData.service
                    codeText: modelData.code
                    icon: modelData.icon
                    cap: modelData.cap
                    told: modelData.state
                    mood: modelData.mood
                    drawn: papers.reveals(list.y + y, height)
                    onActivated: column.course.open_case(modelData.index)
                }
            }
        }
    }
    CounterText {
        x: column.margin
        y: head.y
        width: column.inner
        visible: !head.visible && !papers.visible
        words: Tr.s["client.hint"]
    }
    CounterButton {
        id: next

        objectName: "next-client"
        x: column.margin
        y: parent.height - height - Sizes.px(16)
        width: column.inner
        height: Sizes.px(52)
        icon: "user"
        label: Tr.s["client.next"]
        keyName: "F3"
        onActivated: column.course.next_client()
    }
}
