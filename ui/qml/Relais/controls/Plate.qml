import QtQuick
import Relais.Theme

// A rectangle whose corners know the start and the end side of the language.
Rectangle {
    id: plate

    property real startTop: Sizes.card
    property real endTop: Sizes.card
    property real startBottom: startTop
    property real endBottom: endTop
    property real stroke: Sizes.stroke
    property color outline: Theme.line

    color: Theme.surface
    antialiasing: true
    border.width: stroke
    border.color: outline
    topLeftRadius: Theme.rtl ? endTop : startTop
    topRightRadius: Theme.rtl ? startTop : endTop
    bottomLeftRadius: Theme.rtl ? endBottom : startBottom
    bottomRightRadius: Theme.rtl ? startBottom : endBottom
}
