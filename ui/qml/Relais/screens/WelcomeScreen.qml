import QtQuick
import Relais.Theme
import Relais.controls

// "Bonjour." and the road that starts at the large milestone.
Item {
    id: screen

    required property var course
    readonly property real edge: Sizes.px(6)

    Scene {
        id: scene

        anchors.right: parent.right
        anchors.top: parent.top
        width: Sizes.columns ? Math.round(parent.width * 0.5455) - screen.edge : parent.width
        height: parent.height
        ridge: Sizes.columns ? height * 0.18 : words.y + words.height + Sizes.px(150)
        sunY: Sizes.columns ? ridge + Sizes.px(10) : ridge - Sizes.px(60)
    }
    Rectangle {
        anchors.right: scene.left
        visible: Sizes.columns
        width: screen.edge
        height: parent.height
        color: Theme.ink
    }
    Header {
        id: header

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        width: (Sizes.columns ? parent.width - scene.width : parent.width) - 2 * Sizes.page
        place: screen.course.home_model.page.agency ?? ""
    }
    Stack {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        width: header.width
        y: Sizes.columns ? header.height + (parent.height - header.height - height) * 0.36 : header.height + Sizes.px(14)

        Phrase {
            width: parent.width
            words: Tr.s["welcome.title"]
            size: Math.max(Sizes.title, Sizes.px(Sizes.low ? 96 : 136))
            line: 1.1
            font.weight: Font.ExtraBold
            font.letterSpacing: -size * 0.025
            Accessible.role: Accessible.Heading
        }
        Phrase {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 11.4)
            words: Tr.s["welcome.sentence"]
            size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 42 : 54))
            line: 1.22
        }
    }
    StartStone {
        objectName: "start"
        anchors.horizontalCenter: scene.horizontalCenter
        width: Math.round(scene.width * (Sizes.columns ? 0.402 : 0.48))
        height: Math.round(width * 0.87)
        y: parent.height - height
        label: Tr.s["welcome.start"]
        onActivated: screen.course.start()
    }
    Rectangle {
        anchors.bottom: parent.bottom
        visible: !Sizes.columns
        width: parent.width
        height: screen.edge
        color: Theme.ink
    }
}
