import QtQuick
import Relais.Theme
import Relais.controls

// The last screen at the usual size: head, ticket and phone together. In columns the ticket stands at the end side.
Item {
    id: whole

    property var page: ({})
    property string progress: ""
    property string printing: ""
    property string phone: ""
    property var details: []
    readonly property real between: Sizes.px(Sizes.low ? 16 : 32)
    // In a low window the ticket begins beside the header.
    readonly property real begin: Sizes.low ? Sizes.px(18) - Sizes.headerHeight : Sizes.columns ? 0 : head.y + head.height + breath
    // Upright, the blocks share what is left of the height.
    readonly property real breath: Math.max(Sizes.px(20), Math.min(Sizes.px(90), (height - head.y - head.height - Sizes.px(500) - call.height) / 3))
    // How far the columns reach beside the buttons.
    property real end: height

    signal answered(bool came)

    DoneHead {
        id: head

        anchors.left: parent.left
        y: Sizes.low ? 0 : Sizes.px(16)
        width: Sizes.columns ? Sizes.startWidth : parent.width
        progress: whole.progress
        page: whole.page
        room: whole.height - y - (Sizes.columns ? 0 : Sizes.px(500) + call.height + 3 * Sizes.px(20))
        phone: whole.phone
        more: [...ticket.spoken, ...call.blocks]
    }
    ReceiptCard {
        id: ticket

        anchors.right: parent.right
        y: whole.begin
        width: Sizes.endWidth
        height: Sizes.columns ? Math.min(Sizes.px(540), whole.end - y - call.height - whole.between) : Sizes.px(500)
        codeText: whole.page.code ?? ""
        qr: whole.page.qr ?? ""
        modules: whole.page.modules ?? 0
        printing: whole.printing
        onAnswered: came => whole.answered(came)
    }
    PhonePanel {
        id: call

        anchors.right: parent.right
        width: Sizes.endWidth
        y: ticket.y + ticket.height + (Sizes.columns ? whole.between : whole.breath)
        name: "phone"
        before: Tr.s["done.call"]
        number: whole.phone
        details: whole.details
        heard: true
    }
}
