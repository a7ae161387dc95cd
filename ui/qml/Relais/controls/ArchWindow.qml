import QtQuick
import Relais.Theme

// A window over the page: veil, arch-topped sheet. A touch on the veil is a sign of life (`touched`), no more.
Item {
    id: frame

    default property alias content: inside.data
    property real wished: 0
    readonly property real rim: Sizes.px(Sizes.low ? 32 : 48)

    signal touched

    anchors.fill: parent

    Rectangle {
        anchors.fill: parent
        color: Theme.bright ? Theme.ink : Theme.ground
        opacity: Theme.veil

        TapHandler {
            gesturePolicy: TapHandler.ReleaseWithinBounds
            longPressThreshold: 0
            onTapped: frame.touched()
        }
    }
    Plate {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(Sizes.px(12), (parent.height - height) * (Sizes.columns ? 0.5 : 0.82))
        width: Math.min(parent.width - 2 * Sizes.page, Sizes.px(984))
        height: Math.min(inside.childrenRect.height + frame.rim + Sizes.px(Sizes.low ? 40 : Sizes.wide ? 56 : 76),
                         frame.height - Sizes.px(24))
        startTop: Sizes.px(Sizes.low ? 110 : 170)
        endTop: startTop
        startBottom: Sizes.px(28)
        endBottom: Sizes.px(28)
        outline: Theme.ink
        stroke: Sizes.px(4)

        // Nothing under the sheet may be touched through it.
        TapHandler {
            gesturePolicy: TapHandler.ReleaseWithinBounds
        }
        Item {
            id: inside

            anchors.fill: parent
            anchors.leftMargin: Sizes.px(Sizes.low ? 56 : 68)
            anchors.rightMargin: anchors.leftMargin
            anchors.topMargin: Sizes.px(Sizes.low ? 40 : Sizes.wide ? 56 : 76)
            anchors.bottomMargin: frame.rim
        }
    }
}
