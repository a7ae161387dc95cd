import QtQuick
import Relais.Theme
import Relais.controls

// The kiosk cannot serve. What happened, what to do, and the name of the problem for the technician.
Item {
    id: screen

    required property var course
    readonly property var page: course.trouble_model.page

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        place: screen.course.home_model.page.agency ?? ""
    }
    Stack {
        anchors.horizontalCenter: parent.horizontalCenter
        y: header.height + (parent.height - header.height - height) * 0.4
        width: Math.min(parent.width - 2 * Sizes.page, Sizes.px(984))
        spacing: Sizes.px(Sizes.low ? 24 : 40)

        Arch {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Sizes.px(Sizes.low ? 168 : 210)
            height: width * 1.1
            icon: "warning-octagon"
            color: Theme.warnSoft
        }
        Phrase {
            width: parent.width
            words: Tr.s["trouble.title"]
            size: Math.max(Sizes.title, Sizes.px(56))
            line: Sizes.titleLine
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        Phrase {
            width: parent.width
            words: Tr.s["trouble.person"]
            size: Sizes.section
            horizontalAlignment: Text.AlignHCenter
        }
        Message {
            width: parent.width
            height: implicitHeight
            mood: "warn"
            icon: "warning-octagon"
            happened: screen.page.happened
            advice: screen.page.advice
        }
        Phrase {
            width: parent.width
            words: Tr.f("trouble.code", { code: screen.page.code })
            horizontalAlignment: Text.AlignHCenter
            color: Theme.inkSoft
        }
    }
}
