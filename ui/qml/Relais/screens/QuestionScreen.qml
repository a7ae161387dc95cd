pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls
import Relais.questions

// One question a page. Upright: head, answers, navigation. Landscape: question and navigation at the start side,
// answers at the end side.
Item {
    id: screen

    required property var course
    readonly property var model: course.question_model
    readonly property var page: model.page
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property bool several: page.way === "select_multiple"

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        place: screen.page.place ?? ""
    }
    Steps {
        id: steps

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: header.height + (Sizes.upright ? Sizes.px(16) : 0)
        width: Sizes.startWidth
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
    }
    QuestionHead {
        id: head

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: steps.y + steps.height + Sizes.px(Sizes.low ? 26 : Sizes.wide ? 57 : 36)
        width: Sizes.startWidth
        room: Sizes.columns ? nav.y - y - Sizes.px(16) - (refusal.visible ? refusal.height + Sizes.px(16) : 0)
                            : screen.height * 0.32
        title: screen.page.title ?? ""
        hint: (screen.page.hint ?? "") !== "" ? screen.page.hint : Tr.s["hint." + (screen.page.way ?? "note")] ?? ""
        icon: screen.page.icon ?? ""
        cap: screen.page.cap ?? ""
    }
    Message {
        id: refusal

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: Sizes.columns ? nav.y - height - Sizes.px(16) : head.y + head.height + Sizes.px(28)
        width: Sizes.startWidth
        height: implicitHeight
        visible: happened !== ""
        happened: screen.model.refusal
    }
    Loader {
        id: answers

        readonly property var kinds: ({
            select_one: choice, select_multiple: choice, acknowledge: choice, text: text,
            integer: number, decimal: number, digits: number, date: segments, time: segments
        })

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? header.height
                         : (refusal.visible ? refusal.y + refusal.height : head.y + head.height) + Sizes.px(36)
        width: Sizes.endWidth
        height: (Sizes.columns ? screen.foot : nav.y - Sizes.px(33)) - y
        sourceComponent: kinds[screen.page.way] ?? null
    }
    Navigation {
        id: nav

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.foot - height
        width: Sizes.startWidth
        waiting: screen.model.empty && screen.page.required === true && screen.page.way !== "note"
        label: screen.page.returning ? Tr.s["question.return"] : Tr.s["question.continue"]
        onBack: screen.course.back()
        onForward: screen.course.proceed()
    }

    Component {
        id: choice

        ChoiceQuestion {
            model: screen.model
        }
    }
    Component {
        id: text

        TextQuestion {
            model: screen.model
        }
    }
    Component {
        id: number

        NumberQuestion {
            model: screen.model
        }
    }
    Component {
        id: segments

        SegmentQuestion {
            model: screen.model
        }
    }
}
