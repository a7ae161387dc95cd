import QtQuick
import Relais.Theme

// One answer read back: question in small, answer in large, an ear, Changer. In large letters the two stand under.
Item {
    id: row

    property string question: ""
    property string answer: ""
    property string icon: ""
    // What was taken as the answer, in the place of the pictogram.
    property string picture: ""
    property string name: ""
    readonly property bool under: Sizes.step > 2
    readonly property real earWidth: Sizes.px(under ? 112 : Sizes.low ? 64 : 88)
    readonly property real changeWidth: under ? width - earWidth - Sizes.px(12) : Sizes.px(Sizes.low ? 140 : 154)
    readonly property real signWidth: under ? 0 : Sizes.px(Sizes.low ? 52 : 76)
    readonly property real buttons: under ? Math.max(Sizes.px(72), Sizes.chrome * 1.2 + Sizes.px(24)) : 0
    readonly property real tall: height - (under ? buttons + Sizes.px(12) : 0)
    readonly property real wide: under ? width : width - earWidth - changeWidth - Sizes.px(24)
    readonly property real textWidth: wide - signWidth - Sizes.px(under ? 40 : Sizes.low ? 44 : 68)
    readonly property real answerSize: answers.fit(answer, Sizes.choice, Sizes.px(28), 1.2, textWidth, tall - questions.lines(question, questionSize, textWidth) * questionSize * 1.2 - Sizes.px(12))
    readonly property int questionSize: questions.fit(question, Sizes.body, Sizes.px(28), 1.2, textWidth, (tall - Sizes.px(12)) * 0.6)
    readonly property var blocks: [
        { id: "review.question:" + name, words: question, live: true, kind: "text" },
        { id: "review.answer:" + name, words: answer, live: true, kind: "text" }
    ]

    signal change

    Plate {
        width: row.wide
        anchors.left: parent.left
        height: row.tall
        outline: Theme.lineSoft

        Pictogram {
            id: sign

            anchors.left: parent.left
            anchors.leftMargin: row.under ? 0 : Sizes.px(Sizes.low ? 14 : 28)
            anchors.verticalCenter: parent.verticalCenter
            visible: !row.under
            name: row.icon
            size: row.signWidth
            ink: Theme.act
            tone: Theme.actSoft
            boost: 0
            opacity: row.picture === "" ? 1 : 0
        }
        Image {
            anchors.fill: sign
            visible: row.picture !== "" && sign.visible
            source: row.picture
            sourceSize: Qt.size(2 * width, 2 * height)
            cache: false
            fillMode: Image.PreserveAspectCrop
            Accessible.ignored: true
        }
        Stack {
            anchors.left: sign.right
            anchors.leftMargin: Sizes.px(row.under ? 20 : Sizes.low ? 14 : 24)
            anchors.verticalCenter: parent.verticalCenter
            width: row.textWidth
            height: implicitHeight

            Phrase {
                width: parent.width
                words: row.question
                voiced: row.blocks[0].id
                size: row.questionSize
                line: 1.2
                color: Theme.inkSoft
            }
            Phrase {
                width: parent.width
                words: row.answer
                voiced: row.blocks[1].id
                size: row.answerSize
                line: 1.2
                font.weight: Font.Bold
            }
        }
    }
    Ear {
        anchors.left: parent.left
        anchors.leftMargin: row.under ? 0 : row.wide + Sizes.px(12)
        anchors.bottom: parent.bottom
        width: row.earWidth
        height: row.under ? row.buttons : parent.height
        who: "ear:" + row.name
        blocks: row.blocks
    }
    PlainButton {
        id: changer

        objectName: "change:" + row.name
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        width: row.changeWidth
        height: row.under ? row.buttons : parent.height
        stacked: !row.under
        size: answers.fit(label, Sizes.body, Sizes.px(28), 1.2, width - Sizes.px(row.under ? 120 : 20), height - Sizes.px(row.under ? 8 : 56))
        icon: "pencil-simple"
        iconSize: Sizes.px(height < Sizes.px(110) ? 32 : 40)
        label: Tr.s["review.change"]
        ink: Theme.act
        outline: Theme.act
        Accessible.name: Tr.f("review.change.of", { question: row.question })
        onActivated: row.change()
    }
    Gauge {
        id: questions

        weight: Font.Medium
    }
    Gauge {
        id: answers
    }
}
