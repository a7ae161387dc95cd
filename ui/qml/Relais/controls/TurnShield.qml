import QtQuick
import Relais.Theme

// For a moment after a page has turned, the place of the touch that turned it takes no touch: a tremor's second one
// would land on whatever has just appeared there, « Envoyer » in the place of « Continuer » for instance.
Rectangle {
    id: shield

    // 15 mm to each side.
    readonly property real reach: Sizes.px(57)

    function raise() {
        if (Touch.guardMs > 0 && Touch.last.x >= 0)
            pause.restart();
        x = Touch.last.x - reach;
        y = Touch.last.y - reach;
        Touch.last = Qt.point(-1, -1);
    }

    visible: pause.running
    width: 2 * reach
    height: 2 * reach
    color: "transparent"

    Timer {
        id: pause

        interval: Touch.guardMs
    }
    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
    }
}
