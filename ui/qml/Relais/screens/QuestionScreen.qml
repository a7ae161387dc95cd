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
    readonly property string way: page.way ?? "note"
    readonly property bool coded: way === "barcode"
    readonly property string hint: coded && answers.asked?.over ? Tr.s["barcode.read"]
                                   : coded ? [page.hint, Tr.s["hint.barcode"]].filter(words => words).join(" ")
                                   : (page.hint ?? "") !== "" ? page.hint : Tr.s["hint." + way] ?? ""
    readonly property bool refused: model.refusal !== ""
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    // Géant on a low screen: the mark at the top gives its place to the question.
    readonly property bool bare: Sizes.low && Sizes.step === 4
    readonly property real ceiling: bare ? Sizes.px(16) : header.height
    // From the head down to the navigation.
    readonly property real span: nav.y - Sizes.px(Sizes.low ? 16 : 33) - head.y
    readonly property bool pictured: (page.image ?? "") !== ""
    // With no room for both, the refusal stands in place of the question until the answer is changed.
    readonly property bool instead: refused && span - refusal.implicitHeight < (
        Sizes.columns ? Sizes.px(Sizes.step > 2 ? 300 : 230) : head.height + Sizes.px(64 + 560))
    readonly property var blocks: [
        { id: "title", words: page.title ?? "", live: false, kind: "text", file: page.audio ?? "" },
        { id: "hint", words: hint, live: false, kind: "text" },
        ...(answers.asked?.blocks ?? [])
    ].filter(block => block.words !== "")

    // Whatever has the focus, what a reader writes is for the field.
    Keys.onPressed: event => {
        if (coded && answers.asked.prints(event))
            event.accepted = answers.asked.take(event);
    }

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        visible: !screen.bare
        place: screen.page.place ?? ""
    }
    Steps {
        id: steps

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.ceiling + (Sizes.upright ? Sizes.px(16) : 0)
        width: Sizes.startWidth
        current: screen.page.step ?? 1
        count: screen.page.steps ?? 1
    }
    QuestionHead {
        id: head

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        // Not invisible: it keeps its height, which decides whether there is room for both.
        opacity: screen.instead ? 0 : 1
        enabled: !screen.instead
        y: steps.y + steps.height + Sizes.px(Sizes.low ? (Sizes.step > 2 ? 14 : 26) : Sizes.wide ? 57 : 36)
        width: screen.way === "note" ? parent.width - 2 * Sizes.page : Sizes.startWidth
        room: screen.way === "note" || Sizes.columns ? screen.span - (refusal.visible ? refusal.height + Sizes.px(16) : 0) - (screen.pictured ? Sizes.px(120) : 0)
                                                     : screen.height * 0.36
        title: screen.page.title ?? ""
        hint: screen.hint
        icon: screen.pictured ? "" : screen.page.icon ?? ""
        cap: screen.page.cap ?? ""
        who: "question"
        blocks: screen.blocks
    }
    Picture {
        id: picture

        readonly property real end: screen.refused && Sizes.columns ? refusal.y : nav.y
        readonly property real room: end - Sizes.px(Sizes.low ? 12 : 20) - y

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: head.y + head.height + Sizes.px(Sizes.low ? 12 : 20)
        width: head.width
        height: Sizes.columns || screen.way === "note" ? room : Math.min(Sizes.px(320), screen.height * 0.16)
        visible: screen.pictured && !screen.instead && (Sizes.columns || screen.way === "note" || !screen.refused) && height >= Sizes.px(60)
        source: screen.page.image ?? ""
        onActivated: screen.course.offer("picture")
    }
    Message {
        id: refusal

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.instead ? head.y : Sizes.columns ? nav.y - height - Sizes.px(16) : head.y + head.height + Sizes.px(28)
        width: Sizes.startWidth
        height: implicitHeight
        room: Sizes.columns ? screen.span : screen.height * 0.3
        visible: screen.refused
        happened: screen.model.refusal
        voice: "refusal"
    }
    Loader {
        id: answers

        readonly property var asked: item
        readonly property var kinds: ({
            select_one: choice, select_multiple: choice, acknowledge: choice, another: choice, rank: choice, text: text,
            integer: number, decimal: number, digits: number, date: segments, time: segments, dateTime: segments, barcode: text,
            image: taking, file: taking, no_image: taking, no_file: taking
        })

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? screen.ceiling
                         : picture.visible ? picture.y + picture.height + Sizes.px(28)
                         : head.y + (screen.instead ? 0 : head.height)
                           + (screen.refused ? refusal.implicitHeight + Sizes.px(screen.instead ? 0 : 28) : 0) + Sizes.px(36)
        width: Sizes.endWidth
        height: (Sizes.columns ? screen.foot : nav.y - Sizes.px(33)) - y
        sourceComponent: screen.page.faces ? faces : screen.model.seek_model?.offered ? sought : kinds[screen.page.way] ?? null
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
    Connections {
        target: screen.model

        // A refusal is read aloud once (DESIGN §6, Message).
        function onRefused() {
            if (screen.refused)
                Voice.read("ear:refusal", refusal.blocks);
        }
    }

    Component {
        id: choice

        ChoiceQuestion {
            model: screen.model
        }
    }
    Component {
        id: sought

        SoughtQuestion {
            model: screen.model
        }
    }
    Component {
        id: faces

        FacesQuestion {
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
        id: taking

        PictureQuestion {
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
