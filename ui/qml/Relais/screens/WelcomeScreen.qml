import QtQuick
import Relais.Theme
import Relais.controls

// "Bonjour." and the road that starts at the large milestone; then the languages, as far as there is room for them
// (the base bar has them too).
Item {
    id: screen

    required property var course
    readonly property var languages: Tr.neighbours(course.comfort.page.languages)
    readonly property real edge: Sizes.px(6)
    readonly property real rim: Sizes.px(Sizes.low ? 12 : 32)
    readonly property bool roomy: Sizes.columns ? header.height + words.implicitHeight + tongues.height + 2 * rim <= height
                                                : words.y + words.implicitHeight + tongues.height + scene.width * 0.62 <= height
    readonly property bool offering: languages.length > 1 && roomy

    Scene {
        id: scene

        anchors.right: parent.right
        anchors.top: parent.top
        width: Sizes.columns ? Math.round(parent.width * 0.5455) - screen.edge : parent.width
        height: Sizes.columns || !screen.offering ? parent.height : tongues.y - screen.rim
        ridge: Sizes.columns ? height * 0.18 : Math.min(words.y + words.height + Sizes.px(screen.offering ? 10 : 150), height * 0.62)
        sunX: Theme.rtl ? 239 : 841
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

        visible: !stick.visible
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        width: header.width
        height: implicitHeight
        spacing: Sizes.px(Sizes.low ? 8 : 20)
        y: !Sizes.columns ? header.height + Sizes.px(14)
                          : header.height + ((screen.offering ? tongues.y : parent.height) - header.height - height) * (screen.offering ? 0.5 : 0.36)

        Phrase {
            width: parent.width
            words: Tr.s["welcome.title"]
            voiced: "welcome.title"
            size: Math.max(Sizes.title, Sizes.px(Sizes.low ? 96 : 136))
            line: 1.1
            font.weight: Font.ExtraBold
            font.letterSpacing: Theme.rtl ? 0 : -size * 0.025
            Accessible.role: Accessible.Heading
        }
        Phrase {
            anchors.left: parent.left
            width: Math.min(parent.width, size * 11.4)
            words: Tr.s["welcome.sentence"]
            voiced: "welcome.sentence"
            size: Math.max(Sizes.body, Sizes.px(Sizes.low ? 42 : 54))
            line: 1.22
        }
        ListenButton {
            anchors.left: parent.left
            width: implicitWidth
            height: implicitHeight
            who: "listen:welcome"
            room: Math.min(parent.width, Sizes.px(640))
            blocks: [
                { id: "welcome.title", words: Tr.s["welcome.title"], live: false, kind: "text" },
                { id: "welcome.sentence", words: Tr.s["welcome.sentence"], live: false, kind: "text" },
                { id: "welcome.start", words: Tr.s["welcome.start"], live: false, kind: "text" }
            ]
        }
    }
    StartStone {
        objectName: "start"
        anchors.horizontalCenter: scene.horizontalCenter
        width: Math.round(Math.max(scene.width * (Sizes.columns ? 0.402 : Math.min(screen.offering ? 0.43 : 0.48, (scene.height - words.y - words.height) / scene.width)), Math.min(wished, scene.width * 0.8)))
        height: Math.round(width * 0.87)
        y: scene.height - height
        label: Tr.s["welcome.start"]
        onActivated: screen.course.start()
    }
    // The stone reaches further down than it shows.
    Rectangle {
        anchors.top: scene.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        color: Theme.ground
    }
    Rectangle {
        anchors.bottom: scene.bottom
        visible: !Sizes.columns
        width: parent.width
        height: screen.edge
        color: Theme.ink
    }
    Stack {
        id: tongues

        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: parent.height - height - screen.rim
        width: header.width
        height: implicitHeight
        opacity: screen.offering ? 1 : 0
        enabled: screen.offering
        spacing: Sizes.px(12)

        Phrase {
            width: parent.width
            words: Tr.s["window.language"]
            line: 1.2
            font.weight: Font.Bold
        }
        PickGrid {
            width: parent.width
            height: implicitHeight
            least: Sizes.px(Sizes.low ? 68 : 88)
            chosen: "language:" + screen.course.comfort.page.language
            options: screen.languages.map(each => ({ name: "language:" + each.code, label: each.name, size: Sizes.low ? Sizes.body : Math.max(Sizes.body, Sizes.px(32)) }))
            onPicked: name => screen.course.speak(name.slice("language:".length))
        }
    }
    // An agent plugged a stick in: nobody is served now, so it is said in place of the greeting, and once aloud.
    Message {
        id: stick

        readonly property var told: screen.course.home_model.page.stick ?? ({})
        property bool shown: false

        objectName: "stick"
        anchors.left: parent.left
        anchors.leftMargin: Sizes.page
        y: words.y
        width: header.width
        height: implicitHeight
        visible: happened !== ""
        room: words.height
        mood: told.mood ?? "info"
        happened: told.happened ?? ""
        advice: told.advice ?? ""
        voice: "stick"
        Component.onCompleted: shown = true
        onHappenedChanged: if (shown && happened !== "")
            Qt.callLater(() => Voice.read("stick", stick.blocks))
    }
}
