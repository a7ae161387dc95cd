import QtQuick
import Relais.Theme
import Relais.controls

// The request is on record: what happens next, the code to keep, whom to call.
Item {
    id: screen

    required property var course
    readonly property var model: course.done_model
    readonly property var page: model.page
    readonly property var home: course.home_model.page
    readonly property real foot: height - Sizes.px(Sizes.low ? 16 : 24)
    readonly property real between: Sizes.px(Sizes.low ? 16 : 32)
    // Upright, the blocks share what is left of the height.
    readonly property real breath: Math.max(Sizes.px(24), Math.min(Sizes.px(110), (foot - Sizes.primary - head.y - head.height
                                                                                   - receipt.height - phone.height) / 3))
    readonly property real half: Sizes.columns ? Sizes.startWidth : width - 2 * Sizes.page

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        place: screen.page.place ?? ""
    }
    DoneHead {
        id: head

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: header.height + Sizes.px(Sizes.low ? 0 : 16)
        width: screen.half
        progress: screen.model.state
        promise: screen.page.promise ?? ""
        phone: screen.home.phone ?? ""
    }
    ReceiptCard {
        id: receipt

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        y: Sizes.columns ? header.height : head.y + head.height + screen.breath
        width: Sizes.endWidth
        height: Sizes.columns ? Math.min(Sizes.px(540), screen.foot - y - phone.height - screen.between) : Sizes.px(500)
        codeText: screen.page.code ?? ""
        qr: screen.page.qr ?? ""
        modules: screen.page.modules ?? 0
    }
    PhonePanel {
        id: phone

        anchors.right: parent.right
        anchors.rightMargin: Sizes.page
        width: Sizes.endWidth
        y: receipt.y + receipt.height + (Sizes.columns ? screen.between : screen.breath)
        before: Tr.s["done.call"]
        number: screen.home.phone ?? ""
        cost: screen.home.phoneCost ?? ""
        hours: screen.home.hours ?? []
    }
    NoseButton {
        objectName: "finish"
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: screen.foot - height
        width: screen.half
        icon: "hand-waving"
        label: Tr.s["done.finish"]
        onActivated: screen.course.finish()
    }
}
