"""Spellings of one name: transliterations, pet names, and given names as other languages have them.

General knowledge about names, as little of it as pays: that two names are variants of each other is a reason to look
at what else speaks for one person, never a proof.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

#: Given names that may stand for each other, one set a line, or more where the next are
#: indented; a name may be in several ("Sasha").
_GIVEN = """
adolf adolph adolphe adolfo dolf
agnes agnese ines inez agnieszka
albert alberto adalbert albrecht bert
aleksandr alexander alexandre alessandro alejandro aleksander alec alex sandy sasha sascha sandor olek alick
aleksandra alexandra alessandra alejandra sandra sasha sascha sanda
aleksei alexei alexey alexis alexej alyosha
alfred alfredo fred freddie freddy alf
alice alicja alicia alix
amelia amalia amelie milly
ana ann anna anne anya annie anita annette hannah nan nancy anny aneta ania
anastasia anastasiya nastya asya stasia
andrei andrey andre andrew andreas andrea andres andrzej andras andy drew ondrej
anton antonio anthony antoine antoni antonin tony toni
antonia antonina antonietta tosia tonia
arkady arkadi arkadij arkadiy
arthur artur arturo art
augustin agustin augustine
barbara barbora varvara basia babs
beatrice beatrix beatriz bea trixie
benjamin ben benny benjamim
boris borya
carl karl charles carlo carlos karel charlie chuck carolus karol karoly
carla karla charlotte carlotta lotte lottie
catherine katherine katharine kathleen katarina katarzyna catarina caterina yekaterina ekaterina katya kate
  katie kitty kathe katalin kasia kathy cathy karin trina
cecilia cecile celia cecily zilka
christian kristian cristiano
christina christine kristina cristina kirsten kerstin tina christa
christopher christoph cristobal krzysztof kristof chris kit
clara klara claire chiara
claude claudio klaus
daniel daniele danilo dan danny
david davide dave davy
dmitri dmitry dimitri dmitrij dmitriy dmytro dima mitya
dominic dominik dominique domenico domingo dom
dorothy dorothea dorothee dora dolly dot dottie
edmund edmond edmondo
edward eduard edouard eduardo edvard ed eddie eddy ted teddy ned
eleanor eleonora leonora elinor nell nelly nora ellie
elena helena helen helene yelena jelena ellen nell lena ilona alena olena
elizabeth elisabeth elisabetta isabel isabelle isabella elisaveta yelizaveta erzsebet elzbieta liz lizzie beth
  betty bess bessie eliza elsa else lisa lise libby betsy elsie lisbeth liesl
emil emile emilio
emily emilia emilie milly
eric erik erich enrique eirik
ernest ernst ernesto erno
eugene eugen eugenio yevgeny evgeny evgeni jevgenij gene zhenya jeno
eugenia eugenie yevgenia evgenia
eva eve ewa yeva
felix feliks
ferdinand fernando ferdinando ferdi nandor
francis francois francesco francisco franz frank frantisek franciszek ferenc paco frans fran
frances francoise francesca francisca franziska frantiska fanny franny
frederick friedrich frederic federico fredrik frederik fryderyk fritz fred freddie freddy rick bedrich frigyes
gabriel gabriele gabor gabi
gabriela gabrielle gabriella gaby
galina galya
gennady gennadi gennadij
george georges georg giorgio jorge yuri yury juri jurij georgy georgi georgii gyorgy jerzy jiri joris jurgen georgiy
gerald gerard gerhard gerardo jerry gerry gert
gertrude gertrud trude trudy
giovanni john johann johannes juan jean ivan jan johan hans ian sean ioan janos jack johnny hansi vanya joao
  jens yannis ioannis evan yan
gregory grigory grigori gregor gregorio gregoire greg grisha grzegorz gergely
guillaume william wilhelm guglielmo guillermo willem vilem vilmos bill billy will willy willie wilhem wim
gustav gustave gustavo gusztav
harriet henriette henrietta enriqueta hattie
henry heinrich henri enrico enrique hendrik henrik harry hal heinz henryk jindrich
hermann herman armand ermanno
hugo hugh ugo hugues
ignaz ignacio ignace ignacy ignatius
igor ihor
ilya ilia elias elie
irina irene irena ira
isaac isaak itzhak yitzhak izaak ike
jacob jakob jacopo jacques james jaime jakub giacomo yakov jacobo jim jimmy jamie diego iago santiago jaap jacek jack
jane jean joan joanna johanna jeanne juana giovanna janet jana jeanette joanne ioana jenny ivana hanna hanne
jeffrey geoffrey geoff jeff godfrey gottfried
jeremy jeremiah jerry
joaquin joachim achim
jonathan jon johnny
joseph josef giuseppe jose jozef iosif osip joe joey pepe jozsef jossif josip beppe sepp jef
josephine josefine giuseppina josefina jo josie
joshua josh
judith judy judit jutta
julia julie giulia yulia juliette giulietta yuliya jule
julian julien giuliano julius jules julio giulio gyula
klement clement clemente klemens
konstantin constantin constantine costantino kostya konstanty
laura lora laure
lawrence laurence lorenz lorenzo laurent lars larry vavrinec lorinc laurenz
leo lev leon leonid leonhard leonardo leonard lew leopold len lenny
leopold leopoldo leopolda
louis ludwig luigi luis lewis lodovico ludovic ludvik lou lajos ludwik lutz
louise luise luisa louisa lou ludmila
lucia lucy lucie lucille luzia
ludmila ludmilla lyudmila mila
luke lukas luca lucas lukasz
lydia lidia lidiya
magdalena madeleine magdalene maddalena lena magda madeline
manuel emmanuel emanuel emanuele manolo immanuel
marc mark marcus marco marcos markus marek
margaret margarita marguerite margherita margarete margarethe margot greta grete peggy maggie meg madge daisy
  rita malgorzata margit gretel marjorie margo margret
maria mary marie marija mariya mari maruja molly polly mimi marion masha marya maryla mitzi manya
marianne mariana marianna mary-ann marian
martha marta marfa
martin marcin martino marton
matthew matthias matteo matthieu mateo mateusz matt matyas matvei
maurice moritz mauricio maurizio moric
max maximilian maxim maxime massimo maks maksim
michael mikhail michel michele miguel michal mihail mihai mike mick mickey misha mischa mihaly mikael
michelle michele michaela
miriam mirjam maryam
moses moshe moishe moisei mose
natalia natalie nathalie natalya natasha nathalia
nicholas nikolai nicolas nicola niccolo nikolaus nikolay nick nicky klaus claus kolya nicolai miklos mikolaj
  nikita niels nils
nicole nicola nicoletta
nina antonina
olga helga
oscar oskar
patrick patrizio patricio paddy pat
patricia pat patsy tricia
paul pablo paolo pavel pawel pal paulo pavlo poul
paula paola pauline paulina
peter pyotr pierre pietro pedro petr piotr petros pete petya pjotr peder pieter petter
philip philippe felipe filippo philipp filip phil
rachel rachele raquel rahel
raphael rafael raffaele raffaello rafal
raymond raimund ramon raimondo ray
rebecca rebekka becky
richard riccardo ricardo rick dick dickie ryszard rich
robert roberto rupert bob bobby rob robbie bert
roger rodger ruggero rogelio rudiger
roland orlando rolando
roman romain romano
rosa rose rosie rosina rosita roza
rudolf rudolph rodolphe rodolfo rudi rudy rezso
salvator salvatore salvador sal
samuel samuele sam sammy
sara sarah sally sadie zara
sebastian sebastien sebastiano bastian
sergei sergey serge sergio serhii sergej
simon simone simeon szymon semyon
sofia sophia sophie sofya zofia sonja sonya sonia sofie zsofia
stanislav stanislaw stanislas estanislao stan
stella estelle estella
stephen steven stefan stephan etienne stefano esteban stepan istvan szczepan steve stevie steffen
susan susanna susanne suzanne zuzana susana sue susie zsuzsanna suzy
sven svend swen
tamara tomochka toma
tatiana tatyana tanya tatjana tania
teresa theresa therese terezie thea tess terry tereza terez
theodore theodor teodoro fyodor fedor feodor theo ted teodor tivadar
thomas tommaso tomas tomasz tom tommy tamas toma
timothy timofei timoteo tim timmy
valentin valentine valentino walenty
valery valeri valerij
vera wera viera
veronica veronika veronique
victor viktor vittorio vic wiktor
victoria viktoria vittoria vicky
vincent vincenzo vicente vinzenz vince vincenc
virginia virginie ginny
vladimir wladimir volodymyr vova volodya wlodzimierz
vasily vassily wassily vasili vasilij basil vasil vasyl
vyacheslav wjatscheslaw viacheslav slava
walter gualtiero gauthier wally walt
wenceslas vaclav wenzel venceslao
yehudi jehudi
yevdokia evdokia eudoxia
zdenek sidonius
"""

_SETS: dict[str, set[int]] = defaultdict(set)
for _number, _line in enumerate(_GIVEN.replace("\n  ", " ").split("\n")):
    for _name in _line.split():
        _SETS[_name].add(_number)

_INITIALS: dict[str, set[str]] = defaultdict(set)
for _line in _GIVEN.replace("\n  ", " ").split("\n"):
    for _name in _line.split():
        _INITIALS[_name].update(other[0] for other in _line.split())

#: Spellings of one sound, in this order. Everything is folded before: no accents, lower case.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tsch|tch|tsj|cz", "ch"),
        (r"shch|schtsch", "sch"),
        (r"sch|sj", "sh"),
        (r"zh|dj|dzh", "j"),
        (r"kh|(?<![sct])h(?=r)", "h"),
        (r"ph", "f"),
        (r"ae", "a"),
        (r"oe", "o"),
        (r"ue", "u"),
        (r"ff?\b", "v"),
        (r"w", "v"),
        (r"ou|oo", "u"),
        (r"ya|ja", "ia"),
        (r"yu|ju", "iu"),
        (r"ye|je", "ie"),
        (r"yo|jo", "io"),
        (r"ck|(?<!s)c(?=[aou])|q", "k"),
        (r"ks|x", "ks"),
        (r"ij|iy|ii|yi|y|j\b", "i"),
        (r"(\w)\1+", r"\1"),
        (r"(?<=[^aeiou])e\b", ""),
    )
)


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """What transliterations of a folded name have in common: "chaikin" for chaikin, tchaikin, chaikine.

    >>> skeleton("prokofieff") == skeleton("prokofiev")
    True
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def is_given(word: str) -> bool:
    """Whether a folded word is one of the common given names that are listed here."""
    return word in _SETS


def same_given(a: str, b: str) -> bool:
    """Whether two folded given names may be forms of one: "peggy", "margaret"; "lev", "leo"; "sergei", "serguei"."""
    if _SETS.get(a, set()) & _SETS.get(b, set()):
        return True
    return len(a) > 2 and len(b) > 2 and skeleton(a) == skeleton(b)


def may_begin(name: str, initial: str) -> bool:
    """Whether a folded given name, or a form of it, begins with a letter: "M." may be Peggy."""
    return name[0] == initial or initial in _INITIALS.get(name, ())


def given_keys(name: str) -> frozenset[str]:
    """Keys of which two given names that are forms of one have at least one in common."""
    return frozenset({skeleton(name), *(f"#{number}" for number in _SETS.get(name, ()))})
