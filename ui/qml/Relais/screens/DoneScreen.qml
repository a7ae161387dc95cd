pragma ComponentBehavior: Bound
import QtQuick
import Relais.Theme
import Relais.controls

// The request is on record: what happens next, the code and the paper to keep, whom to call.
Item {
    id: screen

    required property var course
    readonly property var model: course.done_model
    readonly property var page: model.page
    readonly property var home: course.home_model.page
    // A service with a number of its own tells its own hours and cost.
    readonly property bool own: (page.phone ?? "") !== ""
    readonly property string phone: own ? page.phone : home.phone ?? ""
    readonly property var details: (own ? [page.phoneNote] : [...(home.hours ?? []), home.phoneCost ?? ""]).filter(line => line !== "")
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property real half: Sizes.columns ? Sizes.startWidth : width - 2 * Sizes.page
    readonly property real begin: header.height
    // With larger letters, or on a short upright screen, everything goes one under the other, in pages.
    readonly property bool large: Sizes.step > 1 || (!Sizes.columns && height < Sizes.px(1540))

    Header {
        id: header

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        width: Sizes.low && !screen.large ? Sizes.startWidth : parent.width - 2 * Sizes.page
        place: screen.page.place ?? ""
    }
    Loader {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        y: screen.begin
        height: actions.y - y - Sizes.px(Sizes.low ? 14 : 24)
        sourceComponent: screen.large ? pages : whole
    }
    Component {
        id: pages

        DonePages {
            room: height
            page: screen.page
            progress: screen.model.state
            printing: screen.model.printing
            phone: screen.phone
            details: screen.details
            onAnswered: came => screen.course.afterwards.paper_came_out(came)
        }
    }
    Component {
        id: whole

        DoneWhole {
            end: screen.foot - screen.begin
            page: screen.page
            progress: screen.model.state
            printing: screen.model.printing
            phone: screen.phone
            details: screen.details
            onAnswered: came => screen.course.afterwards.paper_came_out(came)
        }
    }
    Item {
        id: actions

        // Upright, papers to bring take the room of the second row.
        readonly property bool beside: Sizes.low || screen.large || (!Sizes.columns && (screen.page.bring ?? []).length > 0)
        readonly property bool again: screen.model.again

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.foot - height
        width: screen.large ? parent.width - 2 * Sizes.page : screen.half
        height: beside || !again ? Sizes.primary : 2 * Sizes.primary + Sizes.px(24)

        PlainButton {
            objectName: "print-again"
            anchors.left: parent.left
            visible: actions.again
            width: actions.beside ? (parent.width - Sizes.px(12)) / 2 : parent.width
            height: Sizes.primary
            icon: "printer"
            iconCut: "duotone"
            label: Tr.s["done.print.again"]
            ink: Theme.act
            outline: Theme.act
            onActivated: screen.course.afterwards.print_again()
        }
        NoseButton {
            objectName: "finish"
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            width: actions.beside && actions.again ? (parent.width - Sizes.px(12)) / 2 : parent.width
            height: Sizes.primary
            icon: "hand-waving"
            label: Tr.s["done.finish"]
            onActivated: screen.course.finish()
        }
    }
}
