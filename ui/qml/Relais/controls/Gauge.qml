import QtQuick
import Relais.Theme

// Measures words before they are shown. Text.Fit alone would break a word in two rather than take smaller letters;
// here no word is broken as long as any size lets it be whole.
FontMetrics {
    id: gauge

    property int weight: Font.Bold
    // Widths are measured once, large, and scaled; letters set small come out a little wider.
    readonly property real scale: 100
    // Arabic ends its words in wider letters than their advance says.
    readonly property real caution: Theme.rtl ? 1.12 : 1.025

    font.family: Theme.family
    font.weight: weight
    font.pixelSize: scale

    // The size is asked of the font itself: what is measured before the font has it is measured again afterwards.
    function measured(words: string): var {
        return Tr.unbroken(words).split("\n").map(line => line.split(" ").map(word => advanceWidth(word) / font.pixelSize * caution));
    }

    // The width of the longest word of several texts.
    function longest(texts: var, size: real): real {
        return Math.max(0, ...texts.map(words => Math.max(...measured(words).map(line => Math.max(...line))))) * size;
    }

    // The width of a text on one line.
    function across(words: string, size: real): real {
        return Math.max(...Tr.unbroken(words).split("\n").map(line => advanceWidth(line))) / scale * caution * size;
    }

    // How many lines a text takes; 0 when a word is wider than a line.
    function lines(words: string, size: real, width: real): int {
        return folded(measured(words), size, width);
    }

    function folded(lines: var, size: real, width: real): int {
        const blank = advanceWidth(" ") / scale * size;
        let count = 0;
        for (const line of lines) {
            let end = -1;
            for (const word of line) {
                if (word * size > width)
                    return 0;
                if (end < 0 || end + blank + word * size > width) {
                    count += 1;
                    end = word * size;
                } else {
                    end += blank + word * size;
                }
            }
        }
        return count;
    }

    // The height of so many lines: closer lines do not make the last one lower.
    function tall(count: int, size: real, line: real): real {
        return count > 0 ? count * (size * line + 1) + size * Math.max(0, 1.3 - line) : 0;
    }

    // The largest size from `most` down to `least` at which each text stands whole in the box.
    function fitAll(texts: var, most: int, least: int, line: real, width: real, height: real): int {
        const every = texts.map(measured);
        for (let size = most; size > least; size--) {
            const fits = every.every(text => {
                const count = folded(text, size, width);
                return count > 0 && tall(count, size, line) <= height;
            });
            if (fits)
                return size;
        }
        return least;
    }

    function fit(words: string, most: int, least: int, line: real, width: real, height: real): int {
        return fitAll([words], most, least, line, width, height);
    }
}
