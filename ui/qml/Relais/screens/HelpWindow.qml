import QtQuick
import Relais.Theme
import Relais.controls

// How to reach a person: the agency's number and hours. It does not call by itself, and does not say it does.
ArchWindow {
    id: dialog

    required property var course
    readonly property var home: course.home_model.page

    objectName: "window:help"
    onTouched: course.stay()

    Stack {
        width: parent.width
        spacing: Sizes.px(Sizes.low ? 16 : Sizes.wide ? 28 : 36)

        Plate {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Sizes.px(Sizes.low ? 112 : Sizes.wide ? 160 : 200)
            height: width
            startTop: width * 0.4
            endTop: startTop
            endBottom: startTop
            startBottom: Sizes.px(16)
            color: Theme.human
            outline: Theme.human

            Pictogram {
                anchors.centerIn: parent
                name: "headset"
                size: parent.width * 0.7
                ink: Theme.humanText
                tone: "transparent"
            }
        }
        Phrase {
            width: parent.width
            words: Tr.s["help.title"]
            size: Sizes.title
            line: Sizes.titleLine
            horizontalAlignment: Text.AlignHCenter
            font.weight: Font.ExtraBold
            Accessible.role: Accessible.Heading
        }
        PhonePanel {
            width: parent.width
            color: Theme.humanSoft
            ink: Theme.human
            before: Tr.s["help.call"]
            number: dialog.home.phone ?? ""
            cost: dialog.home.phoneCost ?? ""
            hours: dialog.home.hours ?? []
        }
        NoseButton {
            objectName: "help-close"
            width: parent.width
            icon: "x"
            label: Tr.s["help.close"]
            onActivated: dialog.course.stay()
        }
    }
}
