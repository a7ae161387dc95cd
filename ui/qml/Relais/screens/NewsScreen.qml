import QtQuick
import Relais.Theme
import Relais.controls

// Where the request of a scanned paper stands, or honestly that this kiosk does not know, and whom to call.
Item {
    id: screen

    required property var course
    readonly property var page: course.papers_model.page
    readonly property string phone: course.home_model.page.phone ?? ""
    readonly property string told: page.state ?? "unknown"
    readonly property bool known: told !== "unknown" && told !== "unreadable"
    readonly property string advice: phone === "" ? "" : Tr.f("news.advice." + (known ? "known" : told), { phone: phone })
    readonly property real rim: Sizes.px(Sizes.low ? 12 : 32)
    readonly property real ceiling: header.visible ? header.height : rim
    readonly property real room: finish.y - ceiling - rim
    readonly property var blocks: [
        { id: "news.title", words: page.title ?? "", live: true, kind: "text" },
        { id: "news.since", words: page.since ?? "", live: true, kind: "text" },
        { id: "news.advice", words: advice, live: true, kind: "text" },
        { id: "news.leaving", words: Tr.s["news.leaving"], live: false, kind: "text" }
    ].filter(block => block.words !== "")

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        visible: !(Sizes.low && Sizes.step > 2)
        place: screen.course.home_model.page.agency ?? ""
    }
    PagedStack {
        anchors.horizontalCenter: parent.horizontalCenter
        y: screen.ceiling + Math.max(0, screen.room - height) * 0.4
        width: Math.min(parent.width - 2 * Sizes.page, Sizes.px(1216))
        height: implicitHeight
        room: screen.room
        spacing: Sizes.px(Sizes.low ? 14 : 32)

        Arch {
            anchors.left: parent.left
            visible: !Sizes.columns && Sizes.step < 4
            width: Sizes.px(190)
            height: width * 1.1
            icon: screen.known ? "receipt" : "question"
            color: screen.known ? Theme.actSoft : Theme.warnSoft
        }
        Phrase {
            width: parent.width
            words: screen.page.title ?? ""
            voiced: "news.title"
            size: Sizes.title
            line: Sizes.titleLine
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        ListenButton {
            anchors.left: parent.left
            width: implicitWidth
            height: implicitHeight
            who: "listen:news"
            blocks: screen.blocks
            room: parent.width
        }
        Phrase {
            width: parent.width
            visible: words !== ""
            words: screen.page.since ?? ""
            voiced: "news.since"
            size: Sizes.section
        }
        Phrase {
            width: parent.width
            visible: words !== ""
            words: screen.advice
            voiced: "news.advice"
            size: Sizes.section
        }
        Phrase {
            width: parent.width
            words: Tr.s["news.leaving"]
            voiced: "news.leaving"
            color: Theme.inkSoft
        }
    }
    NoseButton {
        id: finish

        objectName: "finish"
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - height - Sizes.px(Sizes.low ? 16 : 24)
        width: Math.min(parent.width - 2 * Sizes.page, Sizes.px(1216))
        height: Sizes.primary
        icon: "hand-waving"
        label: Tr.s["done.finish"]
        onActivated: screen.course.finish()
    }
}
