import QtQuick
import Relais.Theme
import Relais.controls

// The kiosk cannot serve. What happened, what to do, and the name of the problem for the technician.
Item {
    id: screen

    required property var course
    readonly property var page: course.trouble_model.page
    readonly property real rim: Sizes.px(Sizes.low ? 16 : 32)
    readonly property real room: height - header.height - 2 * rim
    readonly property var spoken: [
        { id: "trouble.title", words: Tr.s["trouble.title"], live: false, kind: "text" },
        { id: "trouble.person", words: Tr.s["trouble.person"], live: false, kind: "text" },
        ...told.blocks
    ]

    Header {
        id: header

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Sizes.page
        place: screen.course.home_model.page.agency ?? ""
    }
    PagedStack {
        anchors.horizontalCenter: parent.horizontalCenter
        y: header.height + screen.rim + (screen.room - height) * 0.4
        width: Math.min(parent.width - 2 * Sizes.page, Sizes.px(Sizes.step > 2 ? 1216 : 984))
        height: implicitHeight
        room: screen.room
        spacing: Sizes.px(Sizes.low ? 20 : 36)

        Arch {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: Sizes.step < (Sizes.columns ? 2 : 4)
            width: Sizes.px(Sizes.low ? 120 : 210)
            height: width * 1.1
            icon: "warning-octagon"
            color: Theme.warnSoft
        }
        Item {
            width: parent.width
            height: Math.max(title.height, listen.height)

            Phrase {
                id: title

                anchors.left: parent.left
                anchors.right: listen.left
                anchors.rightMargin: Sizes.px(20)
                anchors.verticalCenter: parent.verticalCenter
                words: Tr.s["trouble.title"]
                voiced: "trouble.title"
                size: Sizes.text("title")
                line: Sizes.titleLine
                font.weight: Font.ExtraBold
                Accessible.role: Accessible.Heading
            }
            Ear {
                id: listen

                objectName: "listen"
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                who: "listen:trouble"
                blocks: screen.spoken
            }
        }
        Phrase {
            width: parent.width
            words: Tr.s["trouble.person"]
            voiced: "trouble.person"
            size: Sizes.section
        }
        Message {
            id: told

            width: parent.width
            height: implicitHeight
            mood: "warn"
            icon: "warning-octagon"
            happened: screen.page.happened
            advice: screen.page.advice
            voice: "trouble"
        }
        Phrase {
            width: parent.width
            words: Tr.f("trouble.code", { code: screen.page.code })
            color: Theme.inkSoft
        }
    }
}
