import QtQuick
import Relais.Theme

// A subject: round top, square foot, cap colour, pictogram.
Plate {
    id: arch

    property string icon: ""
    property real iconSize: width * 0.66

    stroke: outline === color ? 0 : Sizes.stroke
    startTop: width / 2
    endTop: width / 2
    startBottom: Sizes.foot
    endBottom: Sizes.foot

    Pictogram {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: parent.height * 0.03
        name: arch.icon
        size: arch.iconSize
    }
}
