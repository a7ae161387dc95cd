pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The services of the agency as milestones.
Item {
    id: screen

    required property var course
    readonly property var services: course.home_model.page.services ?? []
    readonly property var trouble: course.trouble_model.page
    readonly property int perRow: Sizes.wide ? 6 : Sizes.low ? 4 : 3
    readonly property real space: Sizes.px(Sizes.low ? 15 : 25)
    // Few services get wider stones, up to the size at which the dome still looks like one.
    readonly property int across: Math.min(perRow, Math.max(services.length, Sizes.columns ? 3 : 2))
    readonly property real cardWidth: Math.min((width - 2 * Sizes.page - (across - 1) * space) / across,
                                               Sizes.px(480), (floor - ceiling) * 0.92)
    // A row that is not full stands in the middle.
    readonly property real indent: services.length < across ? (across - services.length) * (cardWidth + space) / 2
                                                            + (width - 2 * Sizes.page - across * (cardWidth + space) + space) / 2
                                                            : (width - 2 * Sizes.page - across * (cardWidth + space) + space) / 2
    readonly property real ceiling: head.y + head.height + Sizes.px(Sizes.low ? 20 : 40)
    readonly property real floor: back.y - Sizes.px(Sizes.low ? 16 : 33)
    readonly property real cardHeight: Math.min(floor - ceiling, cardWidth * 1.16)
    readonly property int rows: Math.max(1, Math.floor((floor - ceiling - (pages ? pager.height + space : 0) + space) / (cardHeight + space)))
    readonly property bool pages: services.length > across * Math.max(1, Math.floor((floor - ceiling + space) / (cardHeight + space)))
    property int first: 0

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        place: screen.course.home_model.page.agency ?? ""
    }
    Stack {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: header.height + (Sizes.low ? 0 : Sizes.px(14))
        spacing: Sizes.px(12)

        Phrase {
            width: parent.width
            words: Tr.s["services.title"]
            size: Math.max(Sizes.title, Sizes.px(Sizes.low ? 46 : 54))
            line: Sizes.titleLine
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Phrase {
            width: parent.width
            words: Tr.s["services.hint"]
            color: Theme.inkSoft
        }
        Message {
            width: parent.width
            height: implicitHeight
            visible: happened !== ""
            happened: screen.trouble.happened
            advice: screen.trouble.advice
        }
    }
    Item {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.ceiling

        Repeater {
            model: screen.pages ? screen.services.slice(screen.first, screen.first + screen.across * screen.rows) : screen.services

            MilestoneCard {
                required property var modelData
                required property int index
                readonly property real slot: screen.indent + index % screen.across * (width + screen.space)

                x: Theme.rtl ? parent.width - width - slot : slot
                y: Math.floor(index / screen.across) * (height + screen.space)
                objectName: "service:" + modelData.id
                width: screen.cardWidth
                height: screen.cardHeight
                dome: Math.min(width * 0.56 + Sizes.px(16), height * 0.58)
                label: modelData.title
                icon: modelData.icon
                cap: Theme.cap(modelData.cap)
                onActivated: screen.course.choose(modelData.id)
            }
        }
    }
    NoseButton {
        id: back

        objectName: "back"
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: parent.height - height - Sizes.px(Sizes.low ? 16 : 24)
        width: Sizes.px(Sizes.low ? 230 : 325)
        heading: "back"
        main: false
        icon: "arrow-left"
        label: Tr.s["question.back"]
        onActivated: screen.course.back()
    }
    Pager {
        id: pager

        visible: screen.pages
        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        anchors.left: back.right
        anchors.leftMargin: Sizes.px(32)
        y: back.y + back.height - height
        first: screen.first
        shown: screen.across * screen.rows
        count: screen.services.length
        sentence: Tr.f(Sizes.low ? "pager.short" : "pager.services", {
            from: first + 1, to: Math.min(first + shown, count), count: count
        })
        onUp: screen.first = Math.max(0, screen.first - shown)
        onDown: screen.first = screen.first + shown
    }
}
